import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isHeldOut } from '../../domain/holdout.ts';
import { unlearntRows } from '../../jobs/measure-rescored.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';

const day = 86_400_000;
const names = Array.from({ length: 200 }, (_, at) => `c${at}`);
const heldOut = names.find((name) => isHeldOut(name, 0.2)) ?? '';
const learnt = names.find((name) => !isHeldOut(name, 0.2)) ?? '';

/** @param rows subject and day. */
function table(...rows: readonly (readonly [string, number, number?])[]): SnapshotTable {
  return {
    ...{ model: 'churn', asOf: '2026-06-01T00:00:00.000Z', horizonDays: 30, features: [], units: [] },
    subjects: rows.map(([subject]) => subject),
    contacts: rows.map(([subject]) => subject),
    moments: Float64Array.from(rows, ([, at]) => at * day),
    labels: Float64Array.from(rows, ([, , label = 1]) => label),
    values: new Float64Array(0),
  };
}

describe('a version that is judged on known labels', () => {
  it('is asked about subjects that it did not learn, or a horizon later', () => {
    const training = table([heldOut, 100], [learnt, 100]);
    const labelled = table([heldOut, 101], [learnt, 101], [learnt, 130], ['new', 101], ['unknown', 101, Number.NaN]);
    assert.deepEqual(unlearntRows(training, labelled, 0.2, null), [0, 2, 3]);
  });

  it('is not asked about subjects of before the world changed, which it learnt to answer otherwise', () => {
    const labelled = table(['old', 110], ['new', 120], [heldOut, 119]);
    assert.deepEqual(unlearntRows(table(), labelled, 0.2, 119 * day), [1, 2]);
  });
});
