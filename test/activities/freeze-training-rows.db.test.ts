import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freezeTrainingRows } from '../../activities/training/freeze-training-rows.ts';
import type { FrozenRows } from '../../jobs/freeze/freeze-input.ts';
import { createThreadPool } from '../../jobs/pool.ts';
import { withLiterals } from '../../store/database/copy-out.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';

/** Rows without end, as far as a test goes. */
const endless = 'from (select generate_series(1, 2000000000) as n) as each';
const row = (text: string) =>
  `select n::bigint, 'c'::text, now(), 0::double precision, false, n::text, 1::double precision, ${text}`;

describe('rows on their way from the database to a thread', async () => {
  const database = await openTestDatabase();
  const threads = createThreadPool(createLogger('test-freeze', 'error'), 1);
  after(() => threads.close());

  function freeze(sql: string, folder: string, signal: AbortSignal): Promise<FrozenRows> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    return inTransaction(
      database,
      (client) =>
        freezeTrainingRows(
          client,
          threads,
          sql,
          {
            ...{ folder, model: 'churn', asOf: '2026-11-22T00:00:00.000Z', horizonDays: 30, testSize: 0.2 },
            ...{ trained: [{ name: 'one', unit: '1' }], compared: [] },
            attributes: {
              ...{ read: ['contact:Note'], candidates: [], ofChampion: [], times: new Map(), labelSource: null },
              options: { off: false, withSuspects: [] },
            },
          },
          { signal: either, stop: (reason) => failed.abort(reason) },
        ),
      { readOnly: true, signal: either },
    );
  }

  async function queriesUnderWay(): Promise<number> {
    const [{ count }] = await database.query<{ count: number }>(
      `select count(*) as count from pg_stat_activity where datname = current_database() and query like 'copy (%' and state = 'active'`,
    );
    return count;
  }

  it('are stopped with their query when the step is cancelled', async () => {
    const folder = temporaryFolder();
    const cancelled = new AbortController();
    const frozen = freeze(`${row("'{}'::jsonb")} ${endless}`, folder, cancelled.signal);
    // rows have come when the thread has begun to keep them
    while (!readdirSync(folder).includes('rows')) await sleep(5);
    cancelled.abort(new Error('cancelled by the test'));
    await assert.rejects(frozen, /cancelled by the test/);
    assert.deepEqual([threads.busy, await queriesUnderWay()], [0, 0]);
  });

  it("end with the thread's error, and the query ends too", async () => {
    const frozen = freeze(`${row("'[[1'::text")} ${endless}`, temporaryFolder(), new AbortController().signal);
    await assert.rejects(frozen, /JSON at position/);
    assert.deepEqual([threads.busy, await queriesUnderWay()], [0, 0]);
  });

  it("end with the query's error, and the thread stops waiting", async () => {
    const fails = `case when n < 500000 then '{}'::jsonb else (1 / (n - n))::text::jsonb end`;
    await assert.rejects(
      freeze(`${row(fails)} ${endless}`, temporaryFolder(), new AbortController().signal),
      /division by zero/,
    );
    assert.deepEqual([threads.busy, await queriesUnderWay()], [0, 0]);
  });

  it('take the moments and numbers of a query as they are, and leave texts alone', async () => {
    const at = new Date('2026-11-22T01:02:03.456Z');
    const sql = withLiterals(
      `select $1::timestamptz as at, $2 + 1 as sum, $3::double precision as none, 'it''s $1' as text`,
      [at, -0.1, null],
    );
    assert.deepEqual(await database.query(sql), [{ at, sum: 0.9, none: null, text: "it's $1" }]);
    assert.throws(() => withLiterals('select $2', [1]), /more parameters than there are values/);
  });
});
