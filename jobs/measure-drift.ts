import { columnDrift, driftedShare, levelDrift, type Usual } from '../domain/monitoring/drift.ts';
import { type Measurement, noData } from '../domain/monitoring/measurement.ts';
import { type Importance, weighDrift } from '../domain/monitoring/weigh-drift.ts';
import type { Matrix } from '../engine/data/matrix.ts';
import { columnOf, selectRows, selectValues } from '../engine/data/matrix.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import {
  type AttributeColumn,
  decodeSnapshot,
  type SnapshotColumns,
  type SnapshotTable,
} from '../store/artifacts/snapshot-table.ts';
import { columnsOf, type RawColumns } from './raw-columns.ts';
import { divide, rowsOf } from './training-set.ts';

export type MeasureDriftInput = {
  readonly artifact: Uint8Array;
  /** The version's training set; the bins follow from it, so they are the same every day. */
  readonly snapshot: Uint8Array;
  readonly testSize: number;
  /** Current rows of the same kind. */
  readonly current: SnapshotTable;
  /** Rows as long before the training as the current ones are after it. `none`: the history doesn't reach back. Left out: not known. */
  readonly earlier?: EarlierTable | 'none';
  readonly importance: Importance;
};

export type EarlierTable = {
  readonly table: SnapshotTable;
  /** Over that of the current rows. */
  readonly distance: number;
};

const week = 7 * 86_400_000;
/** About three per bin. */
const leastContacts = 30;

/** Features and outputs are two questions; each is one more chance of a false alarm. */
const outputTests = 2;

/**
 * How far the features, and the model's outputs, have moved since the training, beside how far they move anyway in that time. Outputs are
 * compared with those for the holdout, because a model is more certain about rows that it was fitted on.
 */
export async function measureDrift({
  artifact,
  snapshot,
  testSize,
  current,
  earlier,
  importance,
}: MeasureDriftInput): Promise<Measurement[]> {
  const reference = firstRows(decodeSnapshot(snapshot));
  const predictor = await loadPredictor(artifact);
  try {
    // both tables in the version's order of columns, by name
    const columns = columnsOf(predictor);
    const now = oneRowAContact(current, columns);
    const before = earlier === undefined || earlier === 'none' ? undefined : earlier;
    const features = featureDrift(reference, current, columns, columns.names.length, before);
    const { holdout } = divide(reference, testSize, columns);
    const outputsOf = (x: Matrix) => predictor.predict(x).output;
    const unseen = selectRows(holdout.x, lastOfEach(holdout.groups));
    const outputs = columnDrift(outputsOf(unseen), outputsOf(now), 'prediction', outputTests, {
      // few are held out in a week; how weeks differ from each other shows in rows that were learnt, too
      periods: weeksOf(reference, columns).map(outputsOf),
      whole: outputsOf(oneRowAContact(reference, columns)),
      ...(before && { earlier: { ...before, values: outputsOf(oneRowAContact(before.table, columns)) } }),
    });
    const measured = [
      driftedShare(features, now.rows),
      weighDrift(features, importance, now.rows),
      ...outputs,
      ...features,
    ];
    return earlier === 'none' ? measured.map(withoutVerdict) : measured;
  } finally {
    predictor.free();
  }
}

const judgedMetrics: readonly string[] = ['drifted_features', 'weighted_psi', 'psi'];

/** All rows are of one moment, and there is no other moment that tells how far they move by themselves. */
function withoutVerdict(measurement: Measurement): Measurement {
  const { metric, segment, value, samples } = measurement;
  if (value === null || !judgedMetrics.includes(metric)) return measurement;
  const reason = 'the business is too young: no rows lie as long before the training as today is after it';
  return noData('drift', metric, segment, reason, samples);
}

/** Of columns that both tables have. @param tests number of columns that are compared at once. */
export function featureDrift(
  reference: SnapshotTable,
  current: SnapshotTable,
  columns: RawColumns,
  tests: number,
  earlier?: EarlierTable,
): Measurement[] {
  const [before, now] = [reference, current].map((table) => oneRowAContact(table, columns));
  const weeks = weeksOf(reference, columns);
  const early = earlier && oneRowAContact(earlier.table, columns);
  const categories = new Set(columns.attributes.flatMap(({ column, levels }) => (levels === null ? [] : [column])));
  const usual = (column: number): Usual => ({
    periods: weeks.map((ofWeek) => columnOf(ofWeek, column)),
    ...(early && earlier && { earlier: { values: columnOf(early, column), distance: earlier.distance } }),
  });
  return columns.names.flatMap((name, column) =>
    (categories.has(column) ? levelDrift : columnDrift)(
      columnOf(before, column),
      columnOf(now, column),
      `feature=${name}`,
      tests,
      usual(column),
    ),
  );
}

/**
 * Of a subject that is learnt at several moments the first row: every subject has one. The current rows are of first moments too, so that
 * both have the same ages. Rows are ordered by subject and moment.
 */
export function firstRows(table: SnapshotTable): SnapshotTable {
  const rows = [...table.subjects.keys()].filter((row) => table.subjects[row] !== table.subjects[row - 1]);
  if (rows.length === table.subjects.length) return table;
  const { compared } = table;
  const pick = <T>(values: readonly T[]) => rows.map((row) => values[row] as T);
  const ofRows = ({ features, values, attributes }: SnapshotColumns) => ({
    values: selectRows({ rows: table.subjects.length, columns: features.length, values }, rows).values,
    ...(attributes && { attributes: attributes.map(attributeOfRows) }),
  });
  const attributeOfRows = (column: AttributeColumn): AttributeColumn =>
    column.kind === 'number'
      ? { ...column, numbers: selectValues(column.numbers, rows) }
      : { ...column, texts: pick(column.texts) };
  return {
    ...table,
    subjects: pick(table.subjects),
    contacts: pick(table.contacts),
    moments: selectValues(table.moments, rows),
    labels: selectValues(table.labels, rows),
    ...ofRows(table),
    ...(compared && { compared: { ...compared, ...ofRows(compared) } }),
  };
}

/** The weeks of a table with enough contacts to fill bins; each week has one row per contact. */
function weeksOf(table: SnapshotTable, columns: RawColumns): Matrix[] {
  const end = Date.parse(table.asOf);
  const weeks = Map.groupBy(table.contacts.keys(), (row) => Math.floor((end - table.moments[row]) / week));
  return [...weeks.values()]
    .map((rows) => lastOfEach(rows.map((row) => table.contacts[row])).map((at) => rows[at]))
    .filter((rows) => rows.length >= leastContacts)
    .map((rows) => rowsOf(table, rows, columns).x);
}

function oneRowAContact(table: SnapshotTable, columns: RawColumns): Matrix {
  return rowsOf(table, lastOfEach(table.contacts), columns).x;
}

/** One row per contact, the last: rows of one contact resemble each other, so they count as fewer independent rows. */
function lastOfEach(contacts: readonly string[]): number[] {
  return [...new Map(contacts.map((contact, row) => [contact, row])).values()];
}
