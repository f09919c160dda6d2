import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { raiseAlerts } from '../../activities/alerts/raise-alerts.ts';
import { createWatchActivities } from '../../activities/alerts/watch.ts';
import type { Watched } from '../../contract/watch-messages.ts';
import type { SeenSchedule } from '../../domain/alerts/missed-firing.ts';
import { acknowledgeIncident, listIncidents } from '../../store/alerts/incidents.ts';
import { listMails, markMailSent, queueMail } from '../../store/alerts/mails.ts';
import { createLogger } from '../../telemetry/log.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { noRecovery } from './no-recovery.ts';

const start = Date.parse('2026-11-22T12:07:00Z');
const hours = (count: number) => new Date(start + count * 3_600_000);

describe('the hourly watch', async () => {
  const database = await openTestDatabase();
  const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' };
  const schedules = new Map<string, SeenSchedule>();
  const activities = createWatchActivities(
    { database, carryOnErasures: async () => 0, log: createLogger('test-watch', 'fatal'), settings },
    async (id) => ({ note: null, ...(schedules.get(id) ?? { state: 'missing', nextAt: null, lastAt: null }) }),
    noRecovery,
  );

  type Check = 'watchArrivals' | 'repeatAlerts' | 'findStuckMails';
  async function watched(check: Check, count: number, watch = `hour-${count}`): Promise<number> {
    const step = { watch, at: hours(count).toISOString() };
    const { mailIds } = (await new MockActivityEnvironment().run(activities[check], step)) as Watched;
    return mailIds.length;
  }

  async function watchSchedules(count: number): Promise<number> {
    const step = { watch: `hour-${count}`, at: hours(count).toISOString(), schedules: [...schedules.keys()] };
    const { mailIds } = (await new MockActivityEnvironment().run(activities.watchSchedules, step)) as Watched;
    return mailIds.length;
  }

  const subjects = async () => (await listMails(database)).map(({ subject }) => subject);

  beforeEach(() => database.query('truncate incidents, alert_readings, mails, steps, expected_firings cascade'));

  describe('data', () => {
    const rows = (from: number, to: number) =>
      database.query(
        `insert into purchases (external_id, contact_id, amount, purchased_at)
         select 'p' || at, (select min(id) from contacts), 1, at
         from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') as at on conflict do nothing`,
        [hours(from), hours(to)],
      );

    before(async () => {
      await database.query(`insert into contacts (external_id, created_at) values ('c', '2026-01-01')`);
    });

    it('that never existed is not missed', async () => {
      assert.equal(await watched('watchArrivals', 0), 0);
    });

    it('that stops is one incident of the whole business, mailed once and resolved when data comes again', async () => {
      await rows(-24 * 60, 0);
      assert.equal(await watched('watchArrivals', 1), 0);
      assert.equal(await watched('watchArrivals', 35), 0, 'the first day without any is not over');
      assert.equal(await watched('watchArrivals', 36), 1);
      assert.equal(await watched('watchArrivals', 37), 0);
      const [open] = await listIncidents(database, { states: ['firing'] });
      assert.deepEqual([open?.rule, open?.source, open?.model], ['no_data', 'arrivals', null]);
      assert.match(open?.detail ?? '', /^No CRM data has arrived since 2026-11-22 12:07 UTC\. /);
      await rows(24 * 20, 24 * 20 + 2);
      assert.equal(await watched('watchArrivals', 24 * 20 - 1), 1, 'repeated: it lasts for 20 days by then');
      assert.equal(await watched('watchArrivals', 24 * 20 + 3), 1);
      assert.deepEqual(await subjects(), [
        'Resolved: ML Model Performance Alert: the pipeline (there is no data to go by)',
        'Still: ML Model Performance Alert: the pipeline (there is no data to go by)',
        'ML Model Performance Alert: the pipeline (there is no data to go by)',
      ]);
    });
  });

  describe('part of the data', () => {
    const day = 24;

    before(async () => {
      await database.query('truncate purchases');
      await database.query(
        `insert into purchases (external_id, contact_id, amount, purchased_at)
         select 'q' || at, (select min(id) from contacts), 1 + extract(hour from at), at
         from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') as at`,
        [hours(-60 * day), hours(3 * day)],
      );
      await database.query(
        `insert into leads (external_id, contact_id, source, created_at)
         select 'l' || at, (select min(id) from contacts), (array['web', 'ads', 'fair'])[1 + extract(hour from at)::integer % 3], at
         from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') as at`,
        [hours(-60 * day), hours(0)],
      );
    });

    it('that stops while the rest goes on is an incident of its own until it comes again', async () => {
      assert.equal(await watched('watchArrivals', 1), 0);
      assert.equal(await watched('watchArrivals', 1.5 * day), 1);
      const [open] = await listIncidents(database, { states: ['firing'] });
      assert.deepEqual([open?.rule, open?.source, open?.model], ['feed_changed', 'arrivals', null]);
      assert.match(
        open?.detail ?? '',
        /^No rows of leads have arrived since 2026-11-22 12:07 UTC, while others arrive\.$/,
      );
      await database.query(
        `insert into leads (external_id, contact_id, source, created_at) values ('again', (select min(id) from contacts), 'web', $1)`,
        [hours(1.5 * day + 1)],
      );
      assert.equal(await watched('watchArrivals', 1.5 * day + 2), 1);
      assert.deepEqual(await subjects(), [
        'Resolved: ML Model Performance Alert: the pipeline (part of the data is not as it was)',
        'ML Model Performance Alert: the pipeline (part of the data is not as it was)',
      ]);
    });

    it('that turns empty or constant is told of within half a day', async () => {
      await database.query(`update leads set source = null where created_at > $1`, [hours(-12)]);
      await database.query('update purchases set amount = 9 where purchased_at > $1', [hours(-11)]);
      assert.equal(await watched('watchArrivals', 0), 1);
      const [open] = await listIncidents(database, { states: ['firing'] });
      assert.match(open?.detail ?? '', /Amount of purchases has one and the same value in all \d+ rows since/);
      assert.match(open?.detail ?? '', /Source of leads is empty in all \d+ rows since/);
    });
  });

  it('reports in one incident which firings were missed, and resolves it when they were made up for', async () => {
    schedules.set('score-daily', { state: 'active', nextAt: hours(10), lastAt: null });
    schedules.set('monitor-daily', { state: 'active', nextAt: hours(10), lastAt: null });
    schedules.set('retrain-weekly', { state: 'paused', nextAt: null, lastAt: null });
    assert.equal(await watchSchedules(0), 0);
    schedules.set('score-daily', { state: 'active', nextAt: hours(34), lastAt: hours(10) });
    schedules.set('monitor-daily', { state: 'active', nextAt: hours(34), lastAt: hours(-14) });
    assert.equal(await watchSchedules(10.5), 0);
    assert.equal(await watchSchedules(11), 1);
    assert.equal(await watchSchedules(11), 1, 'another attempt gives the same mail');
    const [open] = await listIncidents(database);
    assert.deepEqual(
      [open?.rule, open?.detail],
      ['schedule_missed', 'monitor-daily did not fire at 2026-11-22 22:07 UTC.'],
    );
    schedules.set('monitor-daily', { state: 'active', nextAt: hours(34), lastAt: hours(11.5) });
    assert.equal(await watchSchedules(12), 1);
    assert.deepEqual(
      (await listIncidents(database)).map(({ state }) => state),
      ['resolved'],
    );
    assert.equal((await listMails(database)).length, 2);
  });

  describe('a firing alert', () => {
    async function fire(model: 'churn' | 'engagement'): Promise<void> {
      const observation = { model, metric: 'accuracy', value: 0.5, low: 0.45, high: 0.55, baseline: null } as const;
      const batch = {
        key: `live/${model}`,
        observations: [{ ...observation, window: hours(0).toISOString(), source: 'live' }],
        context: { facts: [], causes: [] },
      } as const;
      await database.em().transactional((em) => raiseAlerts(em, batch, settings, hours(0)));
    }

    it('is repeated every four hours without an observation, in the thread of its first mail', async () => {
      await fire('churn');
      assert.equal(await watched('repeatAlerts', 3.9), 0);
      assert.equal(await watched('repeatAlerts', 4), 1);
      assert.equal(await watched('repeatAlerts', 4), 1, 'another attempt gives the same mail');
      assert.equal(await watched('repeatAlerts', 5), 0);
      assert.equal(await watched('repeatAlerts', 8), 1);
      const [latest, repeat, first] = await listMails(database);
      assert.match(repeat?.subject ?? '', /^Still: .*accuracy=0\.50/);
      for (const mail of [latest, repeat]) assert.deepEqual(mail?.thread, [first?.messageId]);
      assert.equal(repeat?.charts.length, 1);
      const [{ state }] = await listIncidents(database);
      assert.equal(state, 'firing');
    });

    it('is repeated only once by overlapping watches', async () => {
      await fire('churn');
      await fire('engagement');
      const told = await Promise.all([1, 2, 3, 4].map((each) => watched('repeatAlerts', 4, `watch-${each}`)));
      assert.equal(
        told.reduce((sum, count) => sum + count, 0),
        2,
      );
      assert.equal((await subjects()).filter((subject) => subject.startsWith('Still: ')).length, 2);
    });

    it('is not repeated once somebody has acknowledged it', async () => {
      await fire('churn');
      const [{ id }] = await listIncidents(database);
      await acknowledgeIncident(database, id, { actor: 'ann', now: hours(1) });
      assert.equal(await watched('repeatAlerts', 100), 0);
    });
  });

  it('finds mails that still wait after five minutes', async () => {
    const mail = { recipient: 'ann@example.org', subject: 's', body: 'b' };
    for (const [key, minutes] of Object.entries({ old: 6, fresh: 4, sent: 60 })) {
      const { id } = await queueMail(database, { ...mail, key, messageId: `<${key}@x>` });
      await database.query('update mails set created_at = $2 where id = $1', [id, new Date(start - minutes * 60_000)]);
      if (key === 'sent') await markMailSent(database, id);
    }
    assert.equal(await watched('findStuckMails', 0), 1);
  });
});
