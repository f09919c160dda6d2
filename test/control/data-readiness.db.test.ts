import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createExtractActivities } from '../../activities/training/extract.ts';
import { createValidateActivities } from '../../activities/training/validate.ts';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import type { Snapshot, ValidationReport } from '../../contract/step-types.ts';
import { type ModelReadiness, readReadiness, readTrainingNotes } from '../../control/data-readiness.ts';
import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Finding } from '../../domain/quality/finding.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { openProfiler } from '../../jobs/open-profiler.ts';
import { definitions } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { openRun } from '../../store/training/runs.ts';
import { monitorDependencies } from '../activities/monitor-rows.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { crmRows, daysAfter, hoursAfter, origin as now } from '../models/crm-rows.ts';
import { openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

describe('readiness', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const dependencies = monitorDependencies(database, blobs);
  const { extract } = createExtractActivities(dependencies as never);
  const { validate } = createValidateActivities(dependencies as never);
  const crm = crmRows(database);
  const { leadLabels } = dependencies.settings;
  // a question opens one of its own, which takes a second
  const profiler = openProfiler({ debug() {}, warn() {} });
  let runs = 0;
  before(() => openHistory(database));
  beforeEach(() => crm.clear());
  after(() => Promise.all([dependencies.threads.close(), profiler.close()]));

  async function readinessOf(model: ModelName): Promise<ModelReadiness> {
    const reading = {
      database,
      blobs,
      definitions,
      businessTimezone: 'UTC',
      leadLabels,
      openProfiler: () => ({ ...profiler, close: async () => {} }),
    };
    const [only] = await readReadiness(reading, [model], now);
    assert.ok(only);
    return only;
  }

  /** The first two steps of a training: its report, or the code it was refused with. */
  async function start(model: ModelName): Promise<ValidationReport | string> {
    const runId = `r/${model}/${++runs}`;
    const options = defaultTrainingOptions;
    await openRun(database, {
      id: runId,
      retrainId: 'r',
      model,
      seed: 1,
      input: options,
      codeVersion: '0',
      startedAt: now,
    });
    const step = { retrainId: 'r', runId, model, options, requestedAt: now.toISOString(), trigger: 'cli' } as const;
    try {
      const snapshot = (await new MockActivityEnvironment().run(extract, step)) as Snapshot;
      return (await new MockActivityEnvironment().run(validate, { ...step, snapshot })) as ValidationReport;
    } catch (error) {
      const { type, code } = error as { type?: string; code?: string };
      const found = isPerennialError(error) ? error.code : (type ?? code);
      if (found === undefined) throw error;
      return found;
    }
  }

  function missingOf({ findings }: ModelReadiness, check: string): number {
    const finding = findings.find((each) => each.check === check);
    assert.equal(finding?.status, 'refusal', `${check}: ${finding?.message}`);
    return finding.missing ?? 0;
  }

  /** One more row of the model, with a label of this class; its undoing takes it away. */
  const add: Readonly<Record<ModelName, (positive: boolean) => Promise<() => Promise<unknown>>>> = {
    async lead_scoring(positive) {
      const contact = await crm.contact();
      const lead = await crm.lead(contact, { created_at: daysAfter(-60), score: positive ? 90 : 10 + (contact % 30) });
      return () => database.query('delete from leads where id = $1', [lead]);
    },
    async churn(positive) {
      const contact = await crm.contact();
      await crm.inbound(contact, daysAfter(-40));
      if (!positive) await crm.inbound(contact, daysAfter(-10));
      return () => database.query('delete from contacts where id = $1', [contact]);
    },
    async engagement(positive) {
      const contact = await crm.contact();
      const message = await crm.outbound(contact, daysAfter(-20), { text: 'Hello' });
      if (positive) await crm.inbound(contact, hoursAfter(-20 * 24 + 1));
      return () => database.query('delete from messages where id = $1', [message]);
    },
  };

  for (const model of ['lead_scoring', 'churn', 'engagement'] as const) {
    it(`asks ${model} for exactly as much as makes a training start; with one fewer it is refused`, async () => {
      for (let row = 0; row < 3; row++) await add[model](row < 1);
      const empty = await readinessOf(model);
      assert.equal(empty.ready, false);
      const lacking = missingOf(empty, 'samples');
      const ofClass = model === 'lead_scoring' ? 0 : missingOf(empty, 'classes');
      for (let row = 1; row < lacking; row++) await add[model](row <= ofClass);
      assert.equal(missingOf(await readinessOf(model), 'samples'), 1);
      assert.equal(await start(model), 'not_enough_training_data');
      await add[model](false);
      const full = await readinessOf(model);
      assert.deepEqual([full.ready, full.samples], [true, 100]);
      const started = await start(model);
      assert.ok(typeof started !== 'string', `refused: ${started}`);
    });
  }

  it('asks for exactly as many of the rarer class as make a training start', async () => {
    for (let row = 0; row < 110; row++) await add.churn(row < 7);
    const { findings } = await readinessOf('churn');
    assert.match(findings.find(({ check }) => check === 'classes')?.message ?? '', /: 3 more contacts who left$/);
    await add.churn(true);
    await add.churn(true);
    assert.equal(await start('churn'), 'not_enough_training_data');
    const undo = await add.churn(true);
    assert.equal((await readinessOf('churn')).ready, true);
    assert.notEqual(typeof (await start('churn')), 'string');
    await undo();
    assert.equal(missingOf(await readinessOf('churn'), 'classes'), 1);
  });

  it('counts what is missing where there is nothing at all', async () => {
    const { ready, samples, findings, features } = await readinessOf('lead_scoring');
    assert.deepEqual([ready, samples, features], [false, 0, []]);
    assert.match(
      findings.find(({ check }) => check === 'samples')?.message ?? '',
      /100 more leads with a known outcome/,
    );
  });

  it('says the same as the report of the training', async () => {
    await writeWorld({ database, world: simulateWorld({ seed: 1, now }) });
    for (const model of ['lead_scoring', 'churn', 'engagement'] as const) {
      const report = await start(model);
      assert.ok(typeof report !== 'string');
      const unordered = (findings: readonly Finding[]) => findings.map((each) => JSON.stringify(each)).sort();
      assert.deepEqual(unordered((await readinessOf(model)).findings), unordered(report.findings ?? []));
      assert.deepEqual(
        report.warnings,
        (report.findings ?? []).flatMap(({ status, message }) => (status === 'warning' ? [message] : [])),
      );
    }
  });

  it('names dead features with what would wake them, also before a training', async () => {
    await writeWorld({ database, world: simulateWorld({ seed: 1, now }) });
    await database.query('delete from support_tickets');
    const { findings } = await readinessOf('churn');
    const message = findings.find(({ check }) => check === 'dead_features')?.message;
    assert.match(
      message ?? '',
      /4 of 32 features: import support tickets \(tickets_log, complaints_log, open_tickets_log, ticket_severity\)$/,
    );
    const dead = await readTrainingNotes(
      { database, definitions, businessTimezone: 'UTC', leadLabels },
      ['churn', 'lead_scoring'],
      now,
      new AbortController().signal,
    );
    assert.deepEqual(dead, [
      { model: 'churn', note: message },
      { model: 'churn', note: '3 columns of your own: contact:country, contact:language, contact:source' },
      {
        model: 'lead_scoring',
        note: '4 columns of your own: contact:country, contact:language, contact:source, lead:source',
      },
    ]);
  });

  it('proposes a horizon that holds the conversions, by leads that were watched long enough', async () => {
    async function converted(count: number, days: (at: number) => number, created = daysAfter(-100)): Promise<void> {
      for (let at = 0; at < count; at++) {
        const contact = await crm.contact({ created_at: daysAfter(-200) });
        const after = new Date(created.getTime() + 86_400_000 * days(at));
        await crm.lead(contact, { created_at: created, converted_at: after, score: 80 });
      }
    }
    const horizonOf = async () => (await readinessOf('lead_scoring')).findings.find(({ check }) => check === 'horizon');
    await converted(20, () => 10);
    // too young to be watched for three horizons
    await converted(30, () => 35, daysAfter(-40));
    assert.deepEqual([(await horizonOf())?.status, (await horizonOf())?.value], ['ok', 1]);
    await converted(20, (at) => 40 + at);
    const finding = await horizonOf();
    assert.deepEqual([finding?.status, finding?.value], ['warning', 0.5]);
    assert.match(finding?.remedy ?? '', /--horizon 55\./);
  });
});
