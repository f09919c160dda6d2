import type { ModelName } from '../../../domain/models.ts';
import type { Task } from '../../../engine/task.ts';
import type { Division } from '../../../jobs/training-set.ts';
import type { SnapshotTable } from '../../../store/artifacts/snapshot-table.ts';
import type { Table } from './tables.ts';

/** A table as what the product trains from: every row a contact of its own. */
export function snapshotOf({ x, y }: Table, model: ModelName): SnapshotTable {
  const features = Array.from({ length: x.columns }, (_, c) => `feature_${c}`);
  return {
    model,
    asOf: '2026-01-01T00:00:00.000Z',
    horizonDays: 30,
    features,
    units: features.map(() => ''),
    subjects: Array.from(y, (_, row) => `subject-${row}`),
    contacts: Array.from(y, (_, row) => `contact-${row}`),
    moments: new Float64Array(y.length),
    labels: y,
    values: x.values,
  };
}

/** All rows are for training: the bench has a holdout of its own. */
export function divisionOf(task: Task, seed: number): Division {
  return { task, testSize: 0, cvFolds: 5, seed, shuffleLabels: false };
}
