import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createWatchActivities } from '../../activities/alerts/watch.ts';
import { createMonitorActivities } from '../../activities/monitor/monitor-model.ts';
import { measureCadence } from '../../activities/schedule/cadence.ts';
import { createExtractActivities } from '../../activities/training/extract.ts';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { readReadiness } from '../../control/data-readiness.ts';
import { type CadenceVerdict, decideCadence } from '../../domain/cadence.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { csvTables } from '../../ingest/export/csv-tables.ts';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { openProfiler } from '../../jobs/open-profiler.ts';
import { createThreadPool } from '../../jobs/pool.ts';
import { definitions } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { readMetricRecords } from '../../store/alerts/metric-records.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { closeRetrain, openRetrain } from '../../store/training/retrains.ts';
import { closeRun, openRun, readRun } from '../../store/training/runs.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { loadTable } from '../ingest/load-table.ts';
import { crmRows } from '../models/crm-rows.ts';
import { openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { leadLabels } from './lead-labels.ts';
import { deployRandom, monitorDependencies, predicted } from './monitor-rows.ts';
import { noRecovery } from './no-recovery.ts';

const [hour, day] = [3_600_000, 86_400_000];
const week = 7 * day;
const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' };

/** The first of twelve Sundays on which the schedule fires. */
const firstSunday = Date.parse('2026-08-30T02:00:00Z');
const weeks = 12;

function watchOf(database: Awaited<ReturnType<typeof openTestDatabase>>) {
  const log = createLogger('test-rhythm', 'fatal');
  const { watchArrivals } = createWatchActivities(
    { database, carryOnErasures: async () => 0, log, settings },
    async () => {
      throw new Error('no schedule is read');
    },
    noRecovery,
  );
  /** The incidents that are open after the watch of this moment. */
  return async (at: number): Promise<string[]> => {
    const step = { watch: `at-${at}`, at: new Date(at).toISOString() };
    await new MockActivityEnvironment().run(watchArrivals, step);
    return (await listIncidents(database, { states: ['firing'] })).map(({ detail }) => detail);
  };
}

describe('a business that imports every Monday', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const threads = createThreadPool(createLogger('test-rhythm', 'error'), 1);
  after(() => threads.close());
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const watch = watchOf(database);
  const { extract } = createExtractActivities({
    database,
    blobs,
    threads,
    definitions,
    settings: { businessTimezone: 'UTC', leadLabels },
  });
  // its last weeks have fewer leads, so it goes on for longer than the test
  const end = new Date(firstSunday + (weeks + 6) * week);
  const world = simulateWorld({ seed: 4, now: end, days: 250, contacts: 400, conversations: 600, leads: 4700 });
  /** The columns of the files, by table; the first is the row's moment. */
  const files: readonly (readonly [MappedTable, readonly string[]])[] = [
    ['campaigns', ['started_at', 'external_id', 'kind']],
    ['contacts', ['created_at', 'external_id', 'country', 'source']],
    ['leads', ['created_at', 'external_id', 'contact', 'converted_at', 'score', 'scored_at']],
    ['messages', ['sent_at', 'external_id', 'contact', 'campaign', 'direction']],
    ['purchases', ['purchased_at', 'external_id', 'contact', 'amount']],
  ];
  // once: a table computes its rows each time it is asked for them
  const tables = new Map(
    csvTables(world)
      .filter(({ name }) => files.some(([table]) => table === name))
      .map(({ name, fields, rows }) => [name, { fields, rows: [...rows()] }]),
  );

  /** What the CRM has at `until`, of rows since `from`; an outcome that is still to come is blank. */
  function rowsOf(name: MappedTable, fields: readonly string[], from: number, until: number): string[] {
    const table = tables.get(name);
    assert.ok(table, name);
    const places = fields.map((field) => table.fields.indexOf(field));
    const read = table.rows.map((row) => places.map((place) => row[place]));
    const ofTime = read.filter(([at]) => Date.parse(at ?? '') > from && Date.parse(at ?? '') <= until);
    const later = (at: string | null) => at !== null && Date.parse(at) > until;
    if (name !== 'leads') return ofTime.map((row) => row.join(','));
    return ofTime.map(([created, id, contact, converted, score, scored]) =>
      [
        created,
        id,
        contact,
        ...(later(converted) ? [''] : [converted]),
        ...(later(scored) ? ['', ''] : [score, scored]),
      ].join(','),
    );
  }

  async function importAt(at: number, from: number): Promise<void> {
    for (const [table, fields] of files) {
      const file = join(folder, `${table}.csv`);
      // leads are exported as long as their outcome may come
      const rows = rowsOf(table, fields, table === 'leads' ? from - 60 * day : from, at);
      if (rows.length === 0) continue;
      writeFileSync(file, `${[fields.join(','), ...rows].join('\n')}\n`);
      const { rejected, batch } = await loadTable(database, table, file, { now: new Date(at) });
      assert.equal(rejected, 0, table);
      await database.query('update import_batches set imported_at = $2 where id = $1', [batch, new Date(at)]);
    }
  }

  let retrains = 0;
  async function decideAt(at: number): Promise<CadenceVerdict> {
    const firedAt = new Date(at);
    const signal = AbortSignal.timeout(120_000);
    const measured = await measureCadence({ database, blobs, settings: { leadLabels } }, modelNames, firedAt, signal);
    return decideCadence({ ...measured, firedAt, inForce: 'weekly' }, 10);
  }

  async function train(model: ModelName, at: Date): Promise<void> {
    const id = `r${retrains}/${model}`;
    const run = { retrainId: `r${retrains}`, model, seed: 1, input: defaultTrainingOptions, codeVersion: 'test' };
    await openRun(database, { ...run, id, startedAt: at });
    const step = {
      ...run,
      runId: id,
      options: defaultTrainingOptions,
      requestedAt: at.toISOString(),
      trigger: 'schedule',
    } as const;
    await new MockActivityEnvironment().run(extract, step);
    await closeRun(database, id, { state: 'completed', outcome: 'champion_kept' });
  }

  /** Six days before a Sunday. */
  const mondayBefore = (sunday: number) => sunday - 6 * day + 7 * hour;
  const monday = (number: number) => mondayBefore(firstSunday + number * week);

  before(async () => {
    for (let number = -4; number < 0; number++) await importAt(monday(number), number === -4 ? 0 : monday(number - 1));
  });

  it('is decided on every week for twelve weeks, never skips a training for silence, and raises nothing', async () => {
    for (let number = 0; number < weeks; number++) {
      await importAt(monday(number), monday(number - 1));
      const sunday = firstSunday + number * week;
      for (let at = monday(number) + hour; at < monday(number + 1); at += 23 * hour)
        assert.deepEqual(await watch(at), []);
      assert.deepEqual(await watch(monday(number + 1) - hour), []);
      const verdict = await decideAt(sunday);
      assert.deepEqual([verdict.cadence, verdict.leadsAWeek > 90], ['weekly', true], verdict.reason);
      retrains += 1;
      await openRetrain(database, {
        ...{ id: `r${retrains}`, trigger: 'schedule', models: modelNames, input: {}, startedAt: new Date(sunday) },
      });
      for (const { model, train: due, reason } of verdict.models) {
        assert.ok(due, `${new Date(sunday).toISOString()} ${model}: ${reason}`);
        await train(model, new Date(sunday));
      }
      await closeRetrain(database, `r${retrains}`, 'completed');
    }
    assert.equal(retrains, 12);
    assert.deepEqual(await listIncidents(database), []);
  });

  it('trains as of its last import, so that what was not imported yet does not read as silence', async () => {
    const last = monday(weeks - 1);
    const asOf = async (model: ModelName) => (await readRun(database, `r12/${model}`)).asOf?.getTime();
    assert.equal(await asOf('engagement'), last);
    assert.equal(await asOf('lead_scoring'), last);
    assert.equal(await asOf('churn'), last - 30 * day);

    const silent = { debug() {}, warn() {} };
    const openQuietly = () => openProfiler(silent);
    const reading = {
      ...{ database, blobs, definitions, leadLabels },
      businessTimezone: 'UTC',
      openProfiler: openQuietly,
    };
    const sunday = new Date(firstSunday + (weeks - 1) * week);
    for (const readiness of await readReadiness(reading, modelNames, sunday))
      assert.equal(readiness.asOf.getTime(), await asOf(readiness.model), `readiness of ${readiness.model}`);
  });

  it('raises an incident after two missed beats, which stops the training until the next import', async () => {
    const last = monday(weeks - 1);
    assert.deepEqual(await watch(last + 15.5 * day), []);
    const said = await watch(last + 16 * day);
    assert.match(
      said[0],
      /^The files without a source, imported every 7 days until then, last arrived on 2026-11-09 09:00 UTC\. /,
    );
    const sunday = firstSunday + (weeks + 1) * week;
    for (const { train: due, reason } of (await decideAt(sunday)).models) {
      assert.equal(due, false);
      assert.match(reason, /^the files without a source, .* last arrived on .* reach into that time$/);
    }
    const late = last + 17 * day;
    await importAt(late, last);
    assert.deepEqual(await watch(late + hour), []);
    const [{ state }] = await listIncidents(database);
    assert.equal(state, 'resolved');
    for (const { reason } of (await decideAt(sunday + week)).models) assert.doesNotMatch(reason, /last arrived/);
  });
});

describe('silence', async () => {
  const database = await openTestDatabase();
  const watch = watchOf(database);
  const start = Date.parse('2026-09-07T00:00:00Z');

  beforeEach(async () => {
    await database.query(
      'truncate contacts, import_batches, incidents, alert_readings, mails, steps restart identity cascade',
    );
    await database.query(`insert into contacts (external_id, created_at) values ('c', '2026-01-01')`);
  });

  const imports = (source: string, every: number, until: number, report: object = { stored: 1 }) =>
    database.query(
      `insert into import_batches (file, content_hash, mapping, source, imported_at, report)
       select 'f', '', 'm', $1, at, $5 from generate_series($2::timestamptz, $3, $4 * interval '1 hour') as at`,
      [source, new Date(start), new Date(until), every / hour, JSON.stringify(report)],
    );
  const purchases = (until: number, imported: boolean) =>
    database.query(
      `insert into purchases (external_id, contact_id, amount, purchased_at, batch_id)
       select 'p' || at, 1, 1, at, $3 from generate_series($1::timestamptz, $2, interval '1 hour') as at`,
      [new Date(start), new Date(until), imported ? 1 : null],
    );

  it('of an hourly importer is an incident after six hours, until it imports again', async () => {
    const stop = start + 21 * day;
    await imports('shop', hour, stop);
    await purchases(stop, true);
    assert.deepEqual(await watch(stop + 5 * hour), []);
    assert.match(
      (await watch(stop + 6 * hour))[0],
      /^The source shop, imported every hour until then, last arrived on 2026-09-28 00:00 UTC\. /,
    );
    await imports('shop', hour, stop + 7 * hour);
    assert.deepEqual(await watch(stop + 8 * hour), []);
    assert.equal((await watch(stop + 400 * day)).length, 1, 'its rhythm is not forgotten');
  });

  it('of a monthly importer is told by its last imports, whatever number of files each had', async () => {
    for (const file of [0, 1, 2, 3]) {
      await database.query(
        `insert into import_batches (file, content_hash, mapping, source, imported_at, report)
         select 'f', '', 'm', 'books', $1::timestamptz + month * interval '720 hours' + $2 * interval '1 minute', '{"stored": 1}'
         from generate_series(0, 9) as month`,
        [new Date(start), file],
      );
    }
    const last = start + 9 * 30 * day;
    assert.deepEqual(await watch(last + 67 * day), []);
    assert.match((await watch(last + 68 * day))[0], /^The source books, imported every 30 days /);
  });

  it('is not broken by an import that was undone, or of which nothing was stored', async () => {
    const stop = start + 21 * day;
    await imports('shop', hour, stop);
    await database.query(
      `insert into import_batches (file, content_hash, mapping, source, imported_at, report, undone_at)
       values ('f', '', 'm', 'shop', $1, '{"stored": 0, "rejected": 9}', null), ('f', '', 'm', 'shop', $1, '{"stored": 9}', $1)`,
      [new Date(stop + 5 * hour)],
    );
    assert.equal((await watch(stop + 6 * hour)).length, 1);
  });

  it('of two sources is told of both, and of each until it is imported', async () => {
    await imports('crm', week, start + 6 * week);
    await imports('chats', day, start + 6 * week);
    assert.equal((await watch(start + 7 * week)).length, 1);
    const [said] = await watch(start + 9 * week);
    assert.match(
      said,
      /^The source chats, imported every day .* UTC\. The source crm, imported every 7 days .* UTC\. Until data/,
    );
  });

  it('of data that streams is judged by its usual days, with imports of other tables or of the past beside it', async () => {
    const stop = start + 60 * day;
    await purchases(stop, false);
    await imports('history', hour, start + 2 * hour);
    await imports('tickets', week, stop + 10 * day);
    await database.query(
      `insert into support_tickets (external_id, contact_id, opened_at, batch_id)
       select 't' || at, 1, at, 1 from generate_series($1::timestamptz, $2, interval '1 hour') as at`,
      [new Date(start), new Date(stop + 10 * day)],
    );
    assert.deepEqual(await watch(stop + hour), []);
    assert.match((await watch(stop + 2 * day))[0], /^No CRM data has arrived since 2026-11-06 00:00 UTC\. /);
  });

  it('of a stream that became an import, or ended eight weeks ago, is none', async () => {
    const stop = start + 60 * day;
    await purchases(stop, false);
    await imports('shop', week, stop + 70 * day);
    assert.equal((await watch(stop + 3 * day)).length, 1);
    assert.deepEqual(await watch(stop + 57 * day), []);
    await database.query(
      `insert into purchases (external_id, contact_id, amount, purchased_at, batch_id) values ('i', 1, 1, $1, 1)`,
      [new Date(stop + day)],
    );
    assert.deepEqual(await watch(stop + 3 * day), []);
  });
});

describe('monitoring between two imports', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const dependencies = monitorDependencies(database, blobs);
  const { monitorModel } = createMonitorActivities(dependencies);
  const crm = crmRows(database);
  after(() => dependencies.threads.close());

  it('tells six days after the last import what it told at it: nobody churned because nothing was imported yet', async () => {
    const last = Date.parse('2026-06-01T09:00:00Z');
    const ago = (days: number) => new Date(last - days * day);
    await openHistory(database);
    await deployRandom(database, blobs, 'churn');
    for (let each = 0; each < 80; each++) {
      const contact = await crm.contact({ external_id: `c${each}` });
      for (const days of [45, 2]) await crm.inbound(contact, ago(days));
      // known to be wrong about half of them
      for (const days of [31, 28]) await predicted(database, 'churn', `c${each}`, ago(days), each % 2 ? 0.1 : 0.9);
    }
    await database.query(
      `insert into import_batches (file, content_hash, mapping, source, imported_at, report)
       select 'f', '', 'm', 'crm', at, '{"stored": 1}' from generate_series($1::timestamptz, $2, interval '168 hours') as at`,
      [ago(70), ago(0)],
    );
    await database.query('update messages set batch_id = 1');
    async function figures(days: number) {
      const step = { model: 'churn', requestedAt: ago(-days).toISOString(), windowDays: 14 } as const;
      await new MockActivityEnvironment().run(monitorModel, step);
      const all = await readMetricRecords(database, { model: 'churn', days: 1 });
      return all.map(({ source, metric, segment, value, samples }) => ({ source, metric, segment, value, samples }));
    }
    const atImport = await figures(0);
    const accuracy = atImport.find(
      ({ source, metric, segment }) => source === 'live' && metric === 'accuracy' && segment === 'all',
    );
    assert.deepEqual([accuracy?.value, accuracy?.samples], [0.5, 80]);
    assert.deepEqual(await figures(6), atImport);
  });
});
