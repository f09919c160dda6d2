import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { carryOutErasures } from '../../activities/training/carry-out-erasures.ts';
import { contactKey } from '../../domain/erasure/traces.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { decodeSnapshot, encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { beginErasedKeys } from '../../store/erasures/erased-keys.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database = await openTestDatabase();
const blobs = openBlobs(temporaryFolder());
const key = randomBytes(32);
const readErasureKey = () => key;

async function keep(contacts: readonly string[]): Promise<string> {
  const numbers = Float64Array.from(contacts, (_, at) => at);
  const bytes = encodeSnapshot({
    ...{ model: 'churn', asOf: '2026-11-22T00:00:00.000Z', horizonDays: 30, features: ['a'], units: ['days'] },
    ...{ subjects: contacts, contacts, moments: numbers, labels: numbers, values: numbers },
  });
  const hash = await blobs.put(bytes);
  const of = { model: 'churn', asOf: new Date(), rowCount: contacts.length, byteCount: 1, synthetic: false } as const;
  await recordSnapshot(database, { hash, ...of });
  return hash;
}

test('the next training of a model takes erased people out of its snapshots in every record, and confirms it once', async () => {
  const held = await keep(['ann', 'bob', 'eve']);
  const other = await keep(['bob', 'eve']);
  await database.query(`insert into steps (key, result) values ('r/churn/extract', $1)`, [
    JSON.stringify({ hash: held }),
  ]);
  await inTransaction(database, async (client) => {
    await (await beginErasedKeys(client, readErasureKey)).add([contactKey('id', 'ann')]);
    const id = randomUUID();
    await client.query(`insert into erasures (id, state, act, done_at) values ($1, 'done', '{}', now())`, [id]);
    await client.query(`insert into erasure_orders (erasure_id, model) values ($1, 'churn'), ($1, 'engagement')`, [id]);
  });
  const training = { model: 'churn', runId: 'run-1' } as const;
  const carryOut = () => carryOutErasures({ database, blobs, readErasureKey }, training, () => {});

  assert.equal(await carryOut(), 1);

  const kept = await database.query<{ hash: string; rows: number; touched: boolean }>(
    'select hash, row_count as rows, erased_at is not null as touched from snapshots order by touched',
  );
  assert.deepEqual(
    kept.map(({ rows, touched }) => [rows, touched]),
    [
      [2, false],
      [2, true],
    ],
  );
  assert.equal(kept[0]?.hash, other);
  const after = kept[1]?.hash ?? '';
  assert.deepEqual(decodeSnapshot(await blobs.get(after)).contacts, ['bob', 'eve']);
  await assert.rejects(blobs.get(held), { code: 'not_found' });
  assert.deepEqual(await database.query('select result from steps'), [{ result: { hash: after } }]);
  const orders = await database.query(
    'select model, run_id, snapshots, carried_out_at is not null as done from erasure_orders order by model',
  );
  assert.deepEqual(orders, [
    { model: 'churn', run_id: 'run-1', snapshots: 1, done: true },
    { model: 'engagement', run_id: null, snapshots: null, done: false },
  ]);
  assert.equal(await carryOut(), 0);
});
