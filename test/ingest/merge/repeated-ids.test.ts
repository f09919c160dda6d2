import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchIds } from '../../../ingest/merge/repeated-ids.ts';

test('ids that stand once are told from a file that names a row twice', () => {
  const ids = watchIds();
  for (let n = 0; n < 300_000; n++) ids.see(`p${n}`);
  for (const id of ['', 'hubspot:1', 'hubspot:2', 'é', 'é'.normalize('NFD'), '1p', 'p1 ']) ids.see(id);
  assert.equal(ids.anyRepeated(), false);
  ids.see('p1234');
  assert.equal(ids.anyRepeated(), true);
});

test('of too many ids nothing is said, unless one was repeated before', () => {
  const ids = watchIds();
  for (let n = 0; n < 2_000_000; n++) ids.see(String(n));
  assert.equal(ids.anyRepeated(), null);
  const repeated = watchIds();
  repeated.see('a');
  repeated.see('a');
  for (let n = 0; n < 10; n++) repeated.see(String(n));
  assert.equal(repeated.anyRepeated(), true);
});
