import { isHeldOut } from '../domain/holdout.ts';
import type { Matrix } from '../engine/data/matrix.ts';
import { selectRows, selectValues } from '../engine/data/matrix.ts';
import { createRandom, hashSeed } from '../engine/random.ts';
import { groupedFolds } from '../engine/search/splits.ts';
import type { Task } from '../engine/task.ts';
import { type SnapshotTable, valuesByName } from '../store/artifacts/snapshot-table.ts';

/** Rows of a snapshot in the engine's form. `groups` are contacts: a contact is never on both sides of a split. */
export type LabelledRows = {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly groups: readonly string[];
  readonly subjects: readonly string[];
};

/** How a run divides its snapshot; the division follows from this and the snapshot's bytes. */
export type Division = {
  readonly task: Task;
  readonly testSize: number;
  readonly cvFolds: number;
  readonly seed: number;
  readonly shuffleLabels: boolean;
};

/** @param names of the columns; by default those that the run trains on. */
export function divide(
  table: SnapshotTable,
  testSize: number,
  names: readonly string[] = table.features,
): { training: LabelledRows; holdout: LabelledRows } {
  const training: number[] = [];
  const holdout: number[] = [];
  table.contacts.forEach((contact, row) => {
    (isHeldOut(contact, testSize) ? holdout : training).push(row);
  });
  return { training: rowsOf(table, training, names), holdout: rowsOf(table, holdout, names) };
}

/** The training rows and their folds. Labels are shuffled among the training rows only; the holdout keeps its true labels. */
export function trainingRows(table: SnapshotTable, division: Division): LabelledRows & { readonly folds: Uint8Array } {
  const { training } = divide(table, division.testSize);
  const { task, cvFolds, seed } = division;
  const y = division.shuffleLabels ? createRandom(hashSeed(seed, 'labels')).shuffle(training.y.slice()) : training.y;
  const folds = groupedFolds({ groups: training.groups, y, task, folds: cvFolds, seed: hashSeed(seed, 'folds') });
  return { ...training, y, folds };
}

export function rowsOf(
  table: SnapshotTable,
  rows: readonly number[],
  names: readonly string[] = table.features,
): LabelledRows {
  const x: Matrix = { rows: table.contacts.length, columns: names.length, values: valuesByName(table, names) };
  return {
    x: selectRows(x, rows),
    y: selectValues(table.labels, rows),
    groups: rows.map((row) => table.contacts[row] ?? ''),
    subjects: rows.map((row) => table.subjects[row] ?? ''),
  };
}
