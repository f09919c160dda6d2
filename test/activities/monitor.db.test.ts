import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createMonitorActivities } from '../../activities/monitor/monitor-model.ts';
import type { MonitoredModel } from '../../contract/watch-messages.ts';
import type { ModelName } from '../../domain/models.ts';
import type { MeasurementSource, MetricRecord } from '../../domain/monitoring/measurement.ts';
import { modelDefinition } from '../../models/registry.ts';
import { readLiveCalls } from '../../store/alerts/live-calls.ts';
import { readMetricRecords } from '../../store/alerts/metric-records.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { crmRows, daysAfter, hoursAfter, origin as now } from '../models/crm-rows.ts';
import { openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { deployRandom, monitorDependencies, predicted } from './monitor-rows.ts';

describe('monitoring a business whose errors are known', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const dependencies = monitorDependencies(database, blobs);
  const activities = createMonitorActivities(dependencies);
  const crm = crmRows(database);
  after(() => dependencies.threads.close());
  before(async () => {
    await openHistory(database);
    for (const model of ['lead_scoring', 'churn'] as const) await deployRandom(database, blobs, model);
  });

  async function monitorAt(model: ModelName, at: Date): Promise<MonitoredModel> {
    const step = { model, requestedAt: at.toISOString(), windowDays: 14 };
    return (await new MockActivityEnvironment().run(activities.monitorModel, step)) as MonitoredModel;
  }

  async function records(model: ModelName): Promise<MetricRecord[]> {
    return await readMetricRecords(database, { model, days: 1 });
  }

  function find(
    all: readonly MetricRecord[],
    source: MeasurementSource,
    metric: string,
    segment = 'all',
  ): MetricRecord {
    const found = all.find((each) => each.source === source && each.metric === metric && each.segment === segment);
    assert.ok(found, `${source} ${metric} ${segment}`);
    return found;
  }

  function near(found: MetricRecord, value: number, samples: number): void {
    assert.ok(Math.abs((found.value ?? Number.NaN) - value) < 1e-9, `${found.metric} ${found.segment} ${found.value}`);
    assert.equal(found.samples, samples);
  }

  it('says for every figure that there is no data before there are labels, and skips models that were never deployed', async () => {
    assert.equal((await monitorAt('churn', now)).state, 'monitored');
    const all = await records('churn');
    const live = all.filter(({ source }) => source !== 'drift');
    assert.ok(live.length >= 13);
    for (const each of live) assert.deepEqual([each.value, each.low, each.reason], [null, null, 'there are no rows']);
    assert.equal(find(all, 'drift', 'drifted_features').reason, 'there are no rows');
    assert.equal((await monitorAt('engagement', now)).state, 'skipped');
  });

  it('finds by how many points scores were wrong, by country, from the score at its moment only, in a window wide enough to judge', async () => {
    for (let at = 0; at < 80; at++) {
      const [country, error] = at < 40 ? ['DE', 4] : ['FR', 10];
      const contact = await crm.contact({ external_id: `lc${at}`, country, source: 'web' });
      const score = 20 + (at % 40);
      // ten labels became known within 14 days, the others within 28
      const days = at % 8 === 0 ? -35 : -50;
      await crm.lead(contact, { external_id: `l${at}`, created_at: daysAfter(days), score });
      await predicted(database, 'lead_scoring', `l${at}`, hoursAfter(days * 24 + 1), 0);
      await predicted(
        database,
        'lead_scoring',
        `l${at}`,
        hoursAfter(days * 24 + 50),
        score + (at % 2 ? error : -error),
      );
      await predicted(database, 'lead_scoring', `l${at}`, hoursAfter(days * 24 + 80), 100);
    }
    await monitorAt('lead_scoring', now);
    const all = await records('lead_scoring');
    const mae = find(all, 'live', 'mae');
    near(mae, 7, 80);
    assert.ok(mae.low !== null && mae.high !== null && mae.low > 6 && mae.high < 8 && mae.low < 7 && mae.high > 7);
    near(find(all, 'live', 'mae', 'country=DE'), 4, 40);
    near(find(all, 'live', 'mae', 'country=FR'), 10, 40);
    near(find(all, 'live', 'mae', 'source=web'), 7, 80);
    // the variance of 20 to 59 is (40^2 - 1) / 12
    near(find(all, 'live', 'r2'), 1 - (4 ** 2 + 10 ** 2) / 2 / ((40 ** 2 - 1) / 12), 80);
    near(find(all, 'live', 'withinTolerance'), 1, 80);
    assert.deepEqual([mae.date, mae.estimate], ['2026-06-01', false]);
  });

  it('judges a version by the source of its own labels', async () => {
    await database.query(`update leads set score = null where external_id in ('l0', 'l8')`);
    const judged = async (source: string | null) => {
      await database.query(`update model_versions set label_source = $1 where model = 'lead_scoring'`, [source]);
      await monitorAt('lead_scoring', now);
      return find(await records('lead_scoring'), 'live', 'mae');
    };
    near(await judged('rating'), (38 * 4 + 40 * 10) / 78, 78);
    const outcomes = await judged('outcomes');
    // nothing came of any of them: the label is 5
    assert.ok(outcomes.samples === 80 && (outcomes.value ?? 0) > 30, `${outcomes.value} of ${outcomes.samples}`);
    assert.equal((await judged(null)).samples, 80);
  });

  it('finds the figures of churn, separately for contacts with a retention offer', async () => {
    const at = daysAfter(-31);
    const campaign = await crm.campaign({ kind: 'reengagement' });
    async function contacts(count: number, p: number, churned: number, offered: boolean): Promise<void> {
      for (let each = 0; each < count; each++) {
        const name = `cc-${p}-${offered}-${each}`;
        const contact = await crm.contact({ external_id: name });
        await crm.inbound(contact, daysAfter(-40));
        if (each >= churned) await crm.inbound(contact, daysAfter(-20));
        if (offered) await crm.outbound(contact, daysAfter(-25), { campaign_id: campaign });
        await predicted(database, 'churn', name, at, p);
        await predicted(database, 'churn', name, daysAfter(-1), p);
      }
    }
    await contacts(40, 0.9, 30, false);
    await contacts(40, 0.1, 4, false);
    await contacts(10, 0.95, 0, true);
    // outside the population that the model learns from
    await crm.contact({ external_id: 'silent' });
    await predicted(database, 'churn', 'silent', at, 0.1);
    await monitorAt('churn', now);
    const all = await records('churn');
    near(find(all, 'live', 'accuracy'), 66 / 80, 80);
    near(find(all, 'live', 'precision'), 30 / 40, 80);
    near(find(all, 'live', 'recall'), 30 / 34, 80);
    near(find(all, 'live', 'f1'), 60 / 74, 80);
    // by its own threshold it named the forty with 0.9
    near(find(all, 'live', 'cameTrue'), 34 / 80, 80);
    near(find(all, 'live', 'cameTrue', 'called'), 30 / 40, 40);
    assert.deepEqual(await readLiveCalls(database, 'churn', find(all, 'live', 'brier').version), {
      calls: { rows: 80, called: 40, calledTrue: 30, allTrue: 34 },
      until: '2026-06-01',
    });
    near(find(all, 'live', 'brier'), (30 * 0.01 + 10 * 0.81 + 4 * 0.81 + 36 * 0.01) / 80, 80);
    near(find(all, 'live', 'calibrationError'), (40 * 0.15) / 80, 80);
    near(find(all, 'live', 'rocAuc'), (30 * 36 + (30 * 10 + 4 * 36) / 2) / (34 * 46), 80);
    near(find(all, 'live', 'accuracy', 'acted_on'), 0, 10);
    const single = find(all, 'live', 'rocAuc', 'acted_on');
    assert.deepEqual([single.value, single.reason], [null, 'ROC AUC needs both classes; every row is negative']);
    const estimate = find(all, 'estimate', 'accuracy');
    near(estimate, (80 * 0.9 + 10 * 0.95) / 90, 90);
    assert.equal(estimate.estimate, true);
  });

  it('measures drift against the training set, beside its noise', async () => {
    const all = await records('churn');
    const drift = all.filter(({ source, metric }) => source === 'drift' && metric === 'psi');
    assert.equal(drift.length, modelDefinition('churn').features.length + 1);
    // the model was trained on uniform random numbers, and real counts and days look nothing like them
    const { value, samples } = find(all, 'drift', 'drifted_features');
    assert.ok((value ?? 0) > 0.8 && samples >= 90, `${value} ${samples}`);
    for (const each of drift) assert.ok((each.noise ?? -1) >= 0);
  });

  it('doubles nothing when it runs again on the same day, and starts new records on the next', async () => {
    const before = await records('churn');
    await monitorAt('churn', now);
    assert.deepEqual(await records('churn'), before);
    await monitorAt('churn', hoursAfter(1));
    assert.equal((await records('churn')).length, before.length);
    await Promise.all([monitorAt('churn', daysAfter(1)), monitorAt('churn', daysAfter(1))]);
    const both = await readMetricRecords(database, { model: 'churn', days: 2, source: 'live', segment: 'all' });
    assert.deepEqual([...new Set(both.map(({ date }) => date))], ['2026-06-01', '2026-06-02']);
    assert.equal(both.length, 22);
  });

  it('does not count an R2 that exists by convention only', async () => {
    await database.query(`update leads set score = 50`);
    await monitorAt('lead_scoring', now);
    const { value, reason } = find(await records('lead_scoring'), 'live', 'r2');
    assert.equal(value, null);
    assert.match(reason ?? '', /all labels are equal/);
  });

  it('says that there is no data for figures that a gap reaches into, and raises no alert for them', async () => {
    await database.query(
      `insert into purchases (external_id, contact_id, amount, purchased_at)
       select 'gap-' || n, (select min(id) from contacts), 1, $1::timestamptz - n * interval '30 minutes'
       from generate_series(1, 48 * 100) as n where n not between 48 * 10 and 48 * 15`,
      [now],
    );
    await database.query(
      `delete from messages where sent_at > $1::timestamptz - interval '15 days' and sent_at < $1::timestamptz - interval '10 days'`,
      [now],
    );
    const incidents = () => database.query('select id, state from incidents order by id');
    const before = await incidents();
    await monitorAt('lead_scoring', hoursAfter(2));
    const all = await records('lead_scoring');
    for (const { source, value, reason } of all.filter(({ source }) => source !== 'estimate')) {
      assert.deepEqual([source, value], [source, null]);
      assert.match(reason ?? '', /^no CRM data arrived from 2026-05-17 11:30 to 2026-05-22 12:30 UTC$/);
    }
    assert.deepEqual(await incidents(), before);
  });
});
