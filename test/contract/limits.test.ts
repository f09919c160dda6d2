import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsInput, limitsOf } from '../../contract/limits.ts';
import { defaultLimits } from '../../domain/limits.ts';

test('the input of a workflow names the limits that differ from the table, and nothing where none does', () => {
  assert.deepEqual(limitsInput(defaultLimits), {});
  const short = { ...defaultLimits, heartbeatTimeout: 5_000 };
  assert.deepEqual(limitsInput(short), { limits: { heartbeatTimeout: 5_000 } });
  assert.deepEqual(limitsOf(limitsInput(short)), short);
  assert.deepEqual(limitsOf({}), defaultLimits);
});
