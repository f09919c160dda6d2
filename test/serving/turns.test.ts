import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../serving/turns.ts';

test('long work lets others have their turn after each stretch, short work does not wait', async () => {
  let now = 0;
  const turn = createTurns(() => now);
  assert.equal(turn(), undefined);
  now = 5;
  const events: string[] = [];
  setImmediate(() => events.push('another request'));
  await turn();
  events.push('on we go');
  assert.deepEqual(events, ['another request', 'on we go']);
  assert.equal(turn(), undefined);
});
