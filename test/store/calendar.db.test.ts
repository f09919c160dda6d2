import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { replaceMetricRecords } from '../../store/alerts/metric-records.ts';
import { readCalendar } from '../../store/schedules/calendar.ts';
import { recordFiring } from '../../store/schedules/schedules.ts';
import { closeRetrain, openRetrain } from '../../store/training/retrains.ts';
import { openRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { createVersion } from '../../store/training/versions.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();
const sunday = new Date('2026-11-22T02:00:05Z');
const monday = new Date('2026-11-23T04:00:00Z');
const verdict = { cadence: 'weekly', leadsAWeek: 120, reason: '', models: [] } as const;
const firing = { schedule: 'retrain-weekly', verdict };

before(async () => {
  await openRetrain(database, { id: 'r1', trigger: 'schedule', models: ['churn'], input: {}, startedAt: sunday });
  const run = { id: 'r1/churn', retrainId: 'r1', model: 'churn', seed: 1, input: {}, codeVersion: '0' } as const;
  await openRun(database, { ...run, startedAt: sunday });
  await database.query(
    `update runs set state = 'failed', finished_at = started_at, error = '{"code": "x", "message": "Too few.", "remedy": ""}'`,
  );
  await closeRetrain(database, 'r1', 'failed');
  await recordFiring(database, {
    ...{ ...firing, id: 'a/1', firedAt: sunday, outcome: 'started', retrainId: 'r1', reason: 'it is weekly' },
  });
  await recordFiring(database, {
    ...{ ...firing, id: 'a/2', firedAt: new Date('2026-11-15T02:00:05Z'), outcome: 'skipped', retrainId: null },
    reason: 'nothing new',
  });
  await recordSnapshot(database, {
    ...{ hash: 'c0ffee', model: 'churn', asOf: sunday, rowCount: 1, byteCount: 1, synthetic: false },
  });
  const { id: versionId } = await createVersion(database, {
    ...{ model: 'churn', runId: 'r1/churn', engine: 'forest', artifactHash: 'a', byteCount: 1, snapshotHash: 'c0ffee' },
    ...{ metrics: {}, card: {}, golden: null, synthetic: true },
  });
  await database.query(
    `insert into prediction_batches (id, model, version_id, subjects, scored_at, finished_at)
     select model, model, $1, 10, $2, $2 from unnest(array['churn', 'lead_scoring']) as model`,
    [versionId, monday],
  );
  await replaceMetricRecords(
    database,
    { model: 'churn', date: '2026-11-23', measuredAt: new Date('2026-11-23T05:00:00Z') },
    [
      {
        versionId,
        measurements: [
          {
            source: 'live',
            metric: 'f1',
            segment: 'all',
            value: 0.8,
            low: null,
            high: null,
            noise: null,
            samples: 9,
            reason: null,
          },
        ],
      },
    ],
  );
});

test('a firing that was missed is in it with the words of its incident', async () => {
  const at = new Date('2026-11-24T02:00:00Z');
  await database.query(
    `insert into incidents (fingerprint, rule, source, state, "limit", detail, opened_at)
     values ('business/schedule/schedule_missed', 'schedule_missed', 'schedule', 'firing', 0.5, 'score-daily did not fire.', $1)`,
    [at],
  );
  const [missed] = await readCalendar(database, at);
  assert.partialDeepStrictEqual(missed, { kind: 'missed', at, reason: 'score-daily did not fire.' });
  await database.query('delete from incidents');
});

test('the calendar tells what ran, with what came of it, what was skipped and why, newest first', async () => {
  const entries = await readCalendar(database, new Date('2026-11-01T00:00:00Z'));
  assert.deepEqual(
    entries.map(({ kind, at }) => [kind, at.toISOString().slice(5, 10)]),
    [
      ['measuring', '11-23'],
      ['scoring', '11-23'],
      ['training', '11-22'],
      ['skipped', '11-15'],
    ],
  );
  assert.partialDeepStrictEqual(entries[1], { models: ['churn', 'lead_scoring'], subjects: 20 });
  assert.partialDeepStrictEqual(entries[2], {
    ...{ schedule: 'retrain-weekly', trigger: 'schedule', retrainId: 'r1', state: 'failed' },
    runs: [{ model: 'churn', state: 'failed', outcome: null, error: 'Too few.' }],
  });
  assert.partialDeepStrictEqual(entries[3], { schedule: 'retrain-weekly', reason: 'nothing new' });
});

test('the calendar begins where it is asked to', async () => {
  assert.equal((await readCalendar(database, monday)).length, 2);
});
