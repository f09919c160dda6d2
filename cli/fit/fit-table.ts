import { PerennialError } from '../../domain/errors.ts';
import type { Task } from '../../engine/estimator.ts';
import { estimator } from '../../engine/estimators.ts';
import { createTeam, type Team } from '../../engine/parallel/team.ts';
import { learnAnswering } from './answers.ts';
import { chooseColumns } from './choose-columns.ts';
import type { KindOptions } from './column-kinds.ts';
import { type CrossValidation, crossValidate, validateOnce } from './cross-validate.ts';
import { type Division, divideRows, foldsOf, requireRows } from './divide-rows.ts';
import { engineDefaults } from './engine-defaults.ts';
import { type FitProblem, type FittedTable, fitFinal } from './fit-problem.ts';
import { createFoldThreads, type FoldThreads } from './fold-threads.ts';
import { judgeHoldout } from './judge-holdout.ts';
import { type ColumnTreatment, prepareAsNumbers, prepareColumn, type TreatedColumn } from './prepare-columns.ts';
import { type RawTable, readTable } from './read-table.ts';
import type { FitReport, FitRequest, Stage } from './report.ts';
import { readTarget, type Target } from './target.ts';

/** Cells (training rows x columns) up to which folds are fitted side by side, each with its own copy of the features. */
const cellsSideBySide = 30_000_000;
/** As a share of the training rows: above, exact copies are worth telling. */
const manyCopies = 0.01;

/** Everything that `perennial fit` does, from the file to the report. Runs on a thread of its own, for it is long and blocks. */
export async function fitTable(request: FitRequest, onProgress: OnProgress): Promise<FitReport> {
  const watch = createStopwatch(onProgress);
  // both start while the file is read
  const foldThreads = request.threads > 1 ? createFoldThreads(request.threads) : undefined;
  const team = request.threads > 1 ? createTeam(request.threads) : undefined;
  try {
    const table = await watch.time('read', () =>
      readTable({ ...request, onProgress: (share) => onProgress('read', share) }),
    );
    const prepared = await watch.time('prepare', async () => prepare(table, request));
    const { problem, target, division } = prepared;
    const { validated, fits } = await train(problem, foldThreads, team, watch.time, onProgress);
    const outputs = await watch.time('predict', async () =>
      fits.map(({ encoder, learner }) => learner.predict(encoder.encode(division.holdout))),
    );
    const judged = await watch.time('judge', async () => {
      const answering = learnAnswering(problem, validated);
      return judgeHoldout({ problem, target, division, answering, fits, outputs, columnNames: namesOf(table) });
    });
    for (const { learner } of fits) learner.free();
    return report(request, table, prepared, validated, fits, judged, watch.timings());
  } finally {
    await Promise.all([foldThreads?.close(), team?.close()]);
  }
}

type OnProgress = (stage: Stage, share: number) => void;

type Prepared = {
  readonly target: Target;
  readonly division: Division;
  readonly treatments: readonly ColumnTreatment[];
  readonly problem: FitProblem;
  readonly notes: readonly string[];
};

function prepare(table: RawTable, request: FitRequest): Prepared {
  const { engine, seed, task } = request;
  const options: KindOptions = { fileRows: table.rows, commaDecimal: table.layout.separator === ';' };
  const chosen = chooseColumns(table, request);
  requireRows(table.rows, table.rows);
  const target = readTarget(chosen.target, task, options.commaDecimal);
  requireTask(engine, target.task);
  const division = divideRows(table, target, new Set([chosen.targetAt, ...chosen.dropped]), request, options);
  requireClasses(target, division.training, request);
  const { treated, notes } = treatColumns(table, chosen.targetAt, chosen.dropped, division.training, options);
  const columns = treated.flatMap(({ prepared }) => prepared);
  if (columns.length === 0) throw nothingLeft(treated);
  const classes = target.task === 'classification' ? target.classes.length : 0;
  const defaults = engineDefaults(engine, { task: target.task, rows: division.training.length, classes });
  return {
    target,
    division,
    treatments: treated.map(({ treatment }) => treatment),
    notes: [...table.notes, ...target.notes, ...division.notes, ...notes],
    problem: {
      engine,
      task: target.task,
      defaults,
      columns,
      training: shared(division.training),
      targets: targetsOf(target, division.training),
      folds: foldsOf(division.training, target, request, defaults.folds),
      seed,
    },
  };
}

function treatColumns(
  table: RawTable,
  targetAt: number,
  dropped: ReadonlySet<number>,
  training: Uint32Array,
  options: KindOptions,
): { treated: TreatedColumn[]; notes: string[] } {
  const treated = table.columns.map((raw, at): TreatedColumn => {
    if (at !== targetAt && !dropped.has(at)) return prepareColumn(raw, at, training, options);
    const kind = at === targetAt ? 'target' : 'dropped';
    const none = { rows: training.length, missing: 0, unreadable: 0, levels: null, used: false, note: '' };
    return { treatment: { column: raw.name, kind, ...none }, prepared: [] };
  });
  if (treated.some(({ prepared }) => prepared.length > 0)) return { treated, notes: [] };
  // the only thing that there is to learn from may well look like a count of the rows
  const kept = treated.map((one, at) =>
    one.treatment.kind === 'row number' ? prepareAsNumbers(table.columns[at], at, training) : one,
  );
  const used = kept.filter(({ prepared }, at) => prepared.length > 0 && treated[at].prepared.length === 0);
  const names = used.map(({ treatment }) => treatment.column).join(', ');
  return {
    treated: kept,
    notes: used.length === 0 ? [] : [`${names} counts the rows, but there is nothing else: used.`],
  };
}

function targetsOf(target: Target, training: Uint32Array): Float64Array[] {
  if (target.task === 'regression') return [shared(Float64Array.from(training, (row) => target.values[row]))];
  const one = (positive: number) =>
    shared(Float64Array.from(training, (row) => (target.labels[row] === positive ? 1 : 0)));
  return target.classes.length === 2 ? [one(1)] : target.classes.map((_, at) => one(at));
}

function shared<T extends Uint32Array | Float64Array>(values: T): T {
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** In a big table memory, not threads, is short: one fold at a time gets all of them. */
function sideBySide({ training, columns, targets, defaults }: FitProblem): boolean {
  return training.length * columns.length <= cellsSideBySide && targets.length * defaults.judgedFolds > 1;
}

async function train(
  problem: FitProblem,
  foldThreads: FoldThreads | undefined,
  team: Team | undefined,
  time: Stopwatch['time'],
  onProgress: OnProgress,
): Promise<{ validated: CrossValidation[]; fits: FittedTable[] }> {
  if (!problem.defaults.refit) {
    return time('fit', () => validateOnce(problem, team, (share) => onProgress('fit', share)));
  }
  const threads = sideBySide(problem) ? foldThreads : undefined;
  const validated = await time('crossValidate', () =>
    crossValidate(problem, threads, team, (share) => onProgress('crossValidate', share)),
  );
  const fits: FittedTable[] = [];
  await time('fit', async () => {
    for (const [target, { trees }] of validated.entries()) {
      fits.push(await fitFinal(problem, target, trees, team));
      onProgress('fit', fits.length / validated.length);
    }
  });
  return { validated, fits };
}

function report(
  request: FitRequest,
  table: RawTable,
  { target, division, treatments, problem, notes }: Prepared,
  validated: readonly CrossValidation[],
  fits: readonly FittedTable[],
  judged: Pick<FitReport, 'answer' | 'metrics' | 'baseline' | 'importance'> & { readonly notes: readonly string[] },
  timings: FitReport['timings'],
): FitReport {
  const { layout } = table;
  const [{ learner, features }] = fits;
  const trees = validated.map((of) => of.trees).filter((count) => count !== null);
  const many = division.copies > manyCopies * division.training.length;
  const copies = many ? [copiesNote(division)] : [];
  return {
    file: {
      path: request.file,
      bytes: layout.totalBytes,
      rows: table.rows,
      columns: table.columns.length,
      separator: layout.separator,
      separatorDetected: !layout.separatorGiven,
      encoding: table.encoding,
    },
    target: {
      name: target.name,
      task: target.task,
      why: target.why,
      missing: target.missing,
      classes: target.task === 'regression' ? null : classShares(target),
    },
    split: {
      kind: request.split,
      seed: request.seed,
      testSize: request.testSize,
      trainingRows: division.training.length,
      holdoutRows: division.holdout.length,
      orderedBy: division.orderedBy,
    },
    engine: {
      name: request.engine,
      parameters: { ...problem.defaults.parameters, ...(trees.length === 1 && { n_estimators: trees[0] }) },
      trees: trees.length === 0 ? null : trees,
      folds: problem.defaults.folds,
      judgedFolds: problem.defaults.judgedFolds,
      refit: problem.defaults.refit,
      trainedRows: learner.trainedRows,
      features,
      diagnostics: learner.diagnostics,
    },
    columns: treatments,
    ...judged,
    timings,
    threads: request.threads,
    notes: [...notes, ...copies, ...judged.notes],
  };
}

function copiesNote({ copies }: Division): string {
  return `${copies} rows are exact copies of others: some are in training and holdout alike, which flatters the metrics.`;
}

function classShares({ classes, labels }: Extract<Target, { task: 'classification' }>) {
  const rows = labels.filter((label) => label >= 0);
  return classes.map((name, at) => ({ name, share: rows.filter((label) => label === at).length / rows.length }));
}

function namesOf({ columns }: RawTable): string[] {
  return columns.map(({ name }) => name);
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
  const counts = target.classes.map((_, at) => training.filter((row) => target.labels[row] === at).length);
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

function nothingLeft(treated: readonly TreatedColumn[]): PerennialError {
  const why = treated.map(({ treatment }) => `${treatment.column}: ${treatment.kind}`).slice(0, 6);
  return new PerennialError(
    'invalid_training_data',
    `No column is left to learn from (${why.join(', ')}).`,
    'Bring columns with values that repeat or measure something; drop fewer.',
    {},
  );
}

type Stopwatch = ReturnType<typeof createStopwatch>;

function createStopwatch(onProgress: OnProgress) {
  const started = performance.now();
  const taken: Record<Stage, number> = { read: 0, prepare: 0, crossValidate: 0, fit: 0, predict: 0, judge: 0 };
  return {
    async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
      onProgress(stage, 0);
      const from = performance.now();
      const result = await work();
      taken[stage] = performance.now() - from;
      return result;
    },
    timings: () => ({ ...taken, total: performance.now() - started }),
  };
}
