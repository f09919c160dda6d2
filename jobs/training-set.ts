import { isHeldOut } from '../domain/holdout.ts';
import type { TrainingAttributes } from '../engine/categories/fit-attributes.ts';
import { innerFolds } from '../engine/categories/target-averages.ts';
import type { Matrix } from '../engine/data/matrix.ts';
import { selectRows, selectValues } from '../engine/data/matrix.ts';
import { createRandom, hashSeed } from '../engine/random.ts';
import { groupedFolds } from '../engine/search/splits.ts';
import type { Task } from '../engine/task.ts';
import type { SnapshotTable } from '../store/artifacts/snapshot-table.ts';
import { columnsToTrain, type RawColumns, rawMatrix } from './raw-columns.ts';

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

/**
 * @param columns of the model; by default the features alone. @param cameSince milliseconds: subjects with an earlier row are left out; by
 *   default none.
 */
export function divide(
  table: SnapshotTable,
  testSize: number,
  columns: RawColumns = { names: table.features, attributes: [] },
  cameSince = Number.NEGATIVE_INFINITY,
): { training: LabelledRows; holdout: LabelledRows } {
  const { training, holdout } = sides(table, testSize);
  const { subjects, moments } = table;
  const before = new Set(subjects.filter((_, row) => moments[row] < cameSince));
  const since = (rows: readonly number[]) => rows.filter((row) => !before.has(subjects[row] ?? ''));
  return { training: rowsOf(table, since(training), columns), holdout: rowsOf(table, since(holdout), columns) };
}

function sides({ contacts }: SnapshotTable, testSize: number): { training: number[]; holdout: number[] } {
  const training: number[] = [];
  const holdout: number[] = [];
  contacts.forEach((contact, row) => {
    (isHeldOut(contact, testSize) ? holdout : training).push(row);
  });
  return { training, holdout };
}

export type TrainingRows = LabelledRows & {
  readonly folds: Uint8Array;
  readonly columns: RawColumns;
  /** Left out: there are none. */
  readonly attributes?: TrainingAttributes;
};

/** The training rows and their folds. Labels are shuffled among the training rows only; the holdout keeps its true labels. */
export function trainingRows(table: SnapshotTable, division: Division): TrainingRows {
  const { training: rows } = sides(table, division.testSize);
  const columns = columnsToTrain(table, rows);
  const training = rowsOf(table, rows, columns);
  const { task, cvFolds, seed } = division;
  const y = division.shuffleLabels ? createRandom(hashSeed(seed, 'labels')).shuffle(training.y.slice()) : training.y;
  const folds = groupedFolds({ groups: training.groups, y, task, folds: cvFolds, seed: hashSeed(seed, 'folds') });
  const attributes = toTrainingAttributes(columns, training.groups, seed);
  return { ...training, y, folds, columns, ...(attributes && { attributes }) };
}

/** undefined: there are none. @param groups of the rows; rows of one contact share their target, so they are in one part. */
export function toTrainingAttributes(
  { attributes }: RawColumns,
  groups: readonly string[],
  seed: number,
): TrainingAttributes | undefined {
  if (attributes.length === 0) return undefined;
  const parts = Uint8Array.from(groups, (contact) => hashSeed(seed, 'parts', contact) % innerFolds);
  return { columns: attributes, parts };
}

export function rowsOf(table: SnapshotTable, rows: readonly number[], columns: RawColumns): LabelledRows {
  return {
    x: selectRows(rawMatrix(table, columns), rows),
    y: selectValues(table.labels, rows),
    groups: rows.map((row) => table.contacts[row] ?? ''),
    subjects: rows.map((row) => table.subjects[row] ?? ''),
  };
}
