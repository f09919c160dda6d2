import { PerennialError } from '../../domain/errors.ts';
import { estimator } from '../../engine/estimators.ts';
import { sharedCopy } from '../../engine/parallel/shared-copy.ts';
import type { Task } from '../../engine/task.ts';
import type { KindOptions } from '../../tables/columns/column-kinds.ts';
import type { RawTable } from '../../tables/read-table.ts';
import { type ChosenColumns, chooseColumns } from '../columns/choose-columns.ts';
import { findOddValues, oddValuesNotes } from '../columns/odd-values.ts';
import {
  type ColumnTreatment,
  prepareAsNumbers,
  prepareColumn,
  type TreatedColumn,
} from '../columns/prepare-columns.ts';
import { classCounts, readTarget, type Target } from '../columns/target.ts';
import type { FitRequest } from '../report/report.ts';
import { type Division, divideRows, foldsOf, requireRows } from '../split/divide-rows.ts';
import { engineDefaults } from './engine-defaults.ts';
import type { FitProblem } from './fit-problem.ts';

/** What is learnt, and from which rows and columns. */
export type PreparedProblem = {
  readonly target: Target;
  readonly division: Division;
  readonly treatments: readonly ColumnTreatment[];
  readonly problem: FitProblem;
  readonly notes: readonly string[];
};

/** @throws PerennialError when nothing can be learnt with this target, task or rows. */
export function prepareProblem(table: RawTable, request: FitRequest): PreparedProblem {
  const { engine, seed, task } = request;
  const options: KindOptions = { fileRows: table.rows, commaDecimal: commaDecimal(table, request) };
  const chosen = chooseColumns(table, request);
  requireRows(table.rows, table.rows);
  const target = readTarget(chosen.target, taskOf(chosen, task), options.commaDecimal);
  requireTask(engine, target.task);
  const division = divideRows(table, target, new Set([chosen.targetAt, ...chosen.dropped]), request, options);
  requireClasses(target, division.training, request);
  const { treated, notes } = treatColumns(table, chosen, division.training, options);
  const columns = treated.flatMap(({ prepared }) => prepared);
  if (columns.length === 0) throw nothingLeft(treated);
  const counts = classCounts(target, division.training);
  const rows = division.training.length;
  const rarest = Math.min(rows, ...counts);
  const defaults = engineDefaults(engine, { task: target.task, rows, classes: counts.length, rarest });
  return {
    target,
    division,
    treatments: treated.map(({ treatment }) => treatment),
    notes: [...table.notes, ...target.notes, ...oddNotes(target, treated), ...division.notes, ...notes],
    problem: {
      engine,
      task: target.task,
      defaults,
      columns,
      training: sharedCopy(division.training),
      targets: targetsOf(target, division.training),
      folds: foldsOf(division.training, target, request, defaults.folds),
      seed,
    },
  };
}

function commaDecimal(table: RawTable, { decimal }: FitRequest): boolean {
  return decimal === undefined ? table.layout.separator === ';' : decimal === ',';
}

/** --categorical may name the target, too. @throws PerennialError `invalid_input` when --task asks for a number as well. */
function taskOf({ target, targetAt, categorical }: ChosenColumns, task: Task | undefined): Task | undefined {
  if (!categorical.has(targetAt)) return task;
  if (task !== 'regression') return 'classification';
  throw new PerennialError(
    'invalid_input',
    `--categorical names the target ${target.name}, but --task regression asks for a number.`,
    'Leave out one of the two.',
    { target: target.name },
  );
}

function oddNotes(target: Target, treated: readonly TreatedColumn[]): string[] {
  const ofTarget = target.task === 'regression' ? findOddValues(target.values) : null;
  return [
    ...(ofTarget === null ? [] : oddValuesNotes(target.name, ofTarget)),
    ...treated.flatMap(({ treatment: { column, odd } }) => (odd === null ? [] : oddValuesNotes(column, odd))),
  ];
}

function treatColumns(
  table: RawTable,
  { targetAt, dropped, categorical }: ChosenColumns,
  training: Uint32Array,
  options: KindOptions,
): { treated: TreatedColumn[]; notes: string[] } {
  const treated = table.columns.map((raw, at): TreatedColumn => {
    if (at !== targetAt && !dropped.has(at)) {
      return prepareColumn(raw, at, training, options, categorical.has(at));
    }
    const kind = at === targetAt ? 'target' : 'dropped';
    const none = { rows: training.length, missing: 0, unreadable: 0, levels: null, used: false, note: '', odd: null };
    return { treatment: { column: raw.name, kind, ...none }, prepared: [] };
  });
  if (treated.some(({ prepared }) => prepared.length > 0)) return { treated, notes: [] };
  // the only column to learn from may look like row numbers
  const kept = treated.map((one, at) =>
    one.treatment.kind === 'row number' ? prepareAsNumbers(table.columns[at], at, training) : one,
  );
  const used = kept.filter(({ prepared }, at) => prepared.length > 0 && treated[at].prepared.length === 0);
  const names = used.map(({ treatment }) => treatment.column).join(', ');
  return {
    treated: kept,
    notes: used.length === 0 ? [] : [`${names} looks like row numbers, but is used because there is nothing else.`],
  };
}

function targetsOf(target: Target, training: Uint32Array): Float64Array[] {
  if (target.task === 'regression') return [sharedCopy(Float64Array.from(training, (row) => target.values[row]))];
  const one = (positive: number) =>
    sharedCopy(Float64Array.from(training, (row) => (target.labels[row] === positive ? 1 : 0)));
  return target.classes.length === 2 ? [one(1)] : target.classes.map((_, at) => one(at));
}

function requireTask(engine: FitRequest['engine'], task: Task): void {
  const { tasks } = estimator(engine);
  if (tasks.includes(task)) return;
  throw new PerennialError(
    'engine_not_applicable',
    `The engine ${engine} can't do ${task}, only ${tasks.join(' and ')}.`,
    'Use --engine boosting or forest.',
    { engine, task },
  );
}

function requireClasses(target: Target, training: Uint32Array, { split }: FitRequest): void {
  if (target.task === 'regression') return;
  const counts = classCounts(target, training);
  const few = counts.findIndex((count) => count < 2);
  if (few < 0) return;
  throw new PerennialError(
    'not_enough_training_data',
    `The class ${target.classes[few]} of ${target.name} is in ${counts[few]} of ${training.length} training rows: 2 are needed.`,
    split === 'time'
      ? 'Use --split stratified, or bring more rows.'
      : 'Hold out less with --test-size, or bring more rows.',
    { target: target.name, class: target.classes[few] },
  );
}

/** A column of identifiers can still be used; a column with one value or none can't. */
function remedyOf(treated: readonly TreatedColumn[]): string {
  const named = (kind: string) =>
    treated.flatMap(({ treatment: { kind: found, column } }) => (found === kind ? [column] : []));
  const [dropped, identifiers] = [named('dropped'), named('identifier')];
  if (dropped.length > 0) return `Drop fewer columns than ${dropped.slice(0, 3).join(', ')}, or bring others.`;
  if (identifiers.length > 0) {
    return `Bring columns that repeat or measure something; to try it all the same: --categorical "${identifiers[0]}".`;
  }
  return 'Bring columns with values that repeat or measure something.';
}

function nothingLeft(treated: readonly TreatedColumn[]): PerennialError {
  const why = treated.map(({ treatment }) => `${treatment.column}: ${treatment.kind}`).slice(0, 6);
  return new PerennialError(
    'invalid_training_data',
    `No column is left to learn from (${why.join(', ')}).`,
    remedyOf(treated),
    {},
  );
}
