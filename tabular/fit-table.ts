import { encodeRows } from '../engine/categories/encode-rows.ts';
import { predictRaw } from '../engine/predictor/fit-pipeline.ts';
import { type RawTable, readTable } from '../tables/read-table.ts';
import type { Target } from './columns/target.ts';
import { learnAnswering } from './report/answers.ts';
import { judgeHoldout } from './report/judge-holdout.ts';
import type { FitReport, FitRequest } from './report/report.ts';
import type { Division } from './split/divide-rows.ts';
import { requireOtherFile, saveSplit } from './split/save-split.ts';
import { createStopwatch, type OnProgress, type Stopwatch } from './stopwatch.ts';
import { type PreparedProblem, prepareProblem } from './training/prepare-problem.ts';
import { type TrainedTable, trainTable } from './training/train-table.ts';

/** As a share of the training rows: above, exact copies are worth telling. */
const manyCopies = 0.01;

/** Everything that `perennial fit` does, from the file to the report. Runs on a thread of its own, for it is long and blocks. */
export async function fitTable(request: FitRequest, onProgress: OnProgress): Promise<FitReport> {
  const watch = createStopwatch(onProgress);
  if (request.saveSplit !== undefined) requireOtherFile(request.file, request.saveSplit);
  const { about, prepared } = await readAndPrepare(request, watch, onProgress);
  const { problem, target, division } = prepared;
  const trained = await trainTable(problem, request.threads, watch, onProgress);
  const { validated, fits } = trained;
  const outputs = await watch.time('predict', async () =>
    fits.map(({ features, pipeline }) => predictRaw(pipeline, encodeRows(features, problem.columns, division.holdout))),
  );
  const judged = await watch.time('judge', async () => {
    const answering = learnAnswering(problem, validated);
    return judgeHoldout({ problem, target, division, answering, fits, outputs, columnNames: about.columnNames });
  });
  if (request.saveSplit !== undefined) await saveSplit(request.saveSplit, division, about.gaps);
  for (const { pipeline } of fits) pipeline.model.free();
  return report(request, about, prepared, trained, judged, watch.timings());
}

/** What stays of the file once it is prepared: its cells, of which nothing is needed any more, are released. */
type AboutFile = Omit<RawTable, 'columns'> & { readonly columnNames: readonly string[] };

async function readAndPrepare(
  request: FitRequest,
  watch: Stopwatch,
  onProgress: OnProgress,
): Promise<{ about: AboutFile; prepared: PreparedProblem }> {
  const table = await watch.time('read', () =>
    readTable({ ...request, onProgress: (share) => onProgress('read', share) }),
  );
  const prepared = await watch.time('prepare', async () => prepareProblem(table, request));
  const { columns, ...about } = table;
  return { about: { ...about, columnNames: columns.map(({ name }) => name) }, prepared };
}

function report(
  request: FitRequest,
  about: AboutFile,
  { target, division, treatments, problem, notes }: PreparedProblem,
  { validated, fits }: TrainedTable,
  judged: Pick<FitReport, 'answer' | 'metrics' | 'baseline' | 'importance'> & {
    readonly notes: readonly string[];
    readonly warnings: readonly string[];
  },
  timings: FitReport['timings'],
): FitReport {
  const { layout } = about;
  const rows = rowsOf(about, target, division);
  const [{ pipeline, features }] = fits;
  const trees = validated.map((of) => of.trees).filter((count) => count !== null);
  const many = division.copies > manyCopies * division.training.length;
  const copies = many ? [copiesNote(division)] : [];
  return {
    file: {
      path: request.file,
      bytes: layout.totalBytes,
      rows: rows.read,
      columns: about.columnNames.length,
      separator: layout.separator,
      separatorDetected: !layout.separatorGiven,
      encoding: about.encoding,
    },
    rows,
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
      trainedRows: pipeline.trainedRows,
      features: features.length,
      diagnostics: pipeline.model.diagnostics,
    },
    columns: treatments,
    ...judged,
    timings,
    threads: request.threads,
    notes: [...notes, ...copies, ...judged.notes],
  };
}

function rowsOf(about: AboutFile, { missing, unusable }: Target, { training, holdout }: Division): FitReport['rows'] {
  const ofTarget = [{ rows: missing, why: 'they have no target' }, unusable].filter(({ rows }) => rows > 0);
  const read = about.leftOut.reduce((sum, { rows }) => sum + rows, about.rows);
  return { read, training: training.length, holdout: holdout.length, leftOut: [...about.leftOut, ...ofTarget] };
}

function copiesNote({ copies }: Division): string {
  return `${copies} rows are exact copies of others: some are in training and holdout alike, which flatters the metrics.`;
}

function classShares({ classes, labels }: Extract<Target, { task: 'classification' }>) {
  const rows = labels.filter((label) => label >= 0);
  return classes.map((name, at) => ({ name, share: rows.filter((label) => label === at).length / rows.length }));
}
