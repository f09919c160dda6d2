import { EngineError } from '../engine-error.ts';
import type { Estimator, FitInput } from '../estimator.ts';
import { largestMagnitude } from './matrix.ts';

/** The guard at the learners' boundary: shapes, finite values, classes, the number of rows. */
export function requireFitInput(
  input: FitInput,
  learner: Pick<Estimator, 'name' | 'tasks' | 'takesMissing' | 'maximumRows' | 'maximumNumbers'>,
): void {
  const { x, y, task } = input;
  const { name, tasks, takesMissing } = learner;
  const most = rowLimit(learner, x.columns);
  if (!tasks.includes(task)) {
    throw new EngineError(
      'engine_not_applicable',
      `The engine ${name} can't do ${task}, only ${tasks.join(' and ')}.`,
      'Choose another engine for this model.',
      { engine: name, task },
    );
  }
  if (x.rows > most) {
    throw new EngineError(
      'engine_not_applicable',
      `The engine ${name} takes at most ${most} rows of ${x.columns} features, got ${x.rows}.`,
      'Give it a stratified sample of the rows.',
      { engine: name, rows: x.rows, columns: x.columns, maximumRows: most },
    );
  }
  if (x.rows < 2 || x.columns < 1 || y.length !== x.rows) {
    throw new EngineError(
      'not_enough_training_data',
      `A model needs at least two rows with a label each and one feature; got ${x.rows} rows, ${y.length} labels, ${x.columns} features.`,
      'Collect or import more history.',
      { rows: x.rows, labels: y.length, columns: x.columns },
    );
  }
  requireFinite(
    x.values,
    takesMissing,
    (at) => `The feature in row ${Math.floor(at / x.columns)}, column ${at % x.columns}`,
  );
  requireFinite(y, false, (at) => `The label of row ${at}`);
  requireWeights(input);
  if (task === 'classification') requireClasses(y);
}

/** Maximum rows that the learner takes, given this number of features. */
export function rowLimit(
  { maximumRows, maximumNumbers }: Pick<Estimator, 'maximumRows' | 'maximumNumbers'>,
  columns: number,
): number {
  if (maximumNumbers === undefined) return maximumRows;
  return Math.min(maximumRows, Math.floor(maximumNumbers / (columns + 1)));
}

/** A bare loop, because a callback for each of millions of values takes longer than a learner's first pass over them. */
function requireFinite(values: Float64Array, missingAllowed: boolean, describe: (at: number) => string): void {
  const limit = largestMagnitude;
  const count = values.length;
  for (let at = 0; at < count; at++) {
    // Four at once, three times as fast, until a value is at fault.
    while (
      at + 4 <= count &&
      Math.abs(values[at]) <= limit &&
      Math.abs(values[at + 1]) <= limit &&
      Math.abs(values[at + 2]) <= limit &&
      Math.abs(values[at + 3]) <= limit
    ) {
      at += 4;
    }
    if (at === count) return;
    const value = values[at];
    if (Math.abs(value) <= limit || (missingAllowed && Number.isNaN(value))) continue;
    throw new EngineError(
      'invalid_training_data',
      `${describe(at)} is ${value}.`,
      `Learners take numbers up to ${largestMagnitude} in size. Impute missing values first.`,
      { at, value: String(value) },
    );
  }
}

function requireWeights({ y, weights }: Pick<FitInput, 'y' | 'weights'>): void {
  if (weights === undefined) return;
  const remedy = 'Give one weight for each row: 0 or more, and above 0 for at least one row.';
  if (weights.length !== y.length) {
    const message = `There are ${weights.length} weights for ${y.length} rows.`;
    throw new EngineError('invalid_input', message, remedy, { weights: weights.length, rows: y.length });
  }
  const at = weights.findIndex((weight) => !(weight >= 0 && weight <= largestMagnitude));
  if (at >= 0) {
    throw new EngineError('invalid_input', `The weight of row ${at} is ${weights[at]}.`, remedy, {
      row: at,
      weight: String(weights[at]),
    });
  }
  if (!weights.some((weight) => weight > 0)) {
    throw new EngineError('invalid_input', 'No row has a weight above 0.', remedy, { rows: y.length });
  }
}

function requireClasses(y: Float64Array): void {
  const other = y.find((label) => label !== 0 && label !== 1);
  if (other !== undefined) {
    throw new EngineError('invalid_training_data', `A class label is ${other}.`, 'Class labels are 0 or 1.', {
      label: other,
    });
  }
  if (y.every((label) => label === y[0])) {
    throw new EngineError(
      'invalid_training_data',
      `Every label is ${y[0]}: there is nothing to tell apart.`,
      'Collect history with both outcomes.',
      { label: y[0], rows: y.length },
    );
  }
}
