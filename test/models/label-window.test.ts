import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PerennialError } from '../../domain/errors.ts';
import { defaultAsOf, requireClosedLabels } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';

const now = new Date('2026-06-30T00:00:00Z');
const monthBefore = new Date('2026-05-31T00:00:00Z');

test('churn is learnt as of a horizon before now, the others as of now', () => {
  assert.deepEqual(defaultAsOf(modelDefinition('churn'), now, 30), monthBefore);
  assert.deepEqual(defaultAsOf(modelDefinition('lead_scoring'), now, 30), now);
  assert.deepEqual(defaultAsOf(modelDefinition('engagement'), now, 1), now);
});

test('churn labels that are not known yet are refused with the latest as-of that works', () => {
  requireClosedLabels(modelDefinition('churn'), monthBefore, now, 30);
  assert.throws(
    () => requireClosedLabels(modelDefinition('churn'), new Date('2026-06-01T00:00:00Z'), now, 30),
    (error) =>
      error instanceof PerennialError &&
      error.code === 'invalid_input' &&
      error.remedy.includes('2026-05-31T00:00:00.000Z'),
  );
});

test('an as-of in the future is refused for every model', () => {
  const tomorrow = new Date('2026-07-01T00:00:00Z');
  assert.throws(() => requireClosedLabels(modelDefinition('lead_scoring'), tomorrow, now, 30), PerennialError);
  assert.throws(() => requireClosedLabels(modelDefinition('engagement'), tomorrow, now, 1), PerennialError);
});
