import { calibrate } from '../../engine/calibration/calibration.ts';
import { lossOfTruth } from '../../engine/metrics/probability.ts';
import { columnImportance, importanceRepeats } from '../columns/column-importance.ts';
import { classCounts, type Target } from '../columns/target.ts';
import type { Division } from '../split/divide-rows.ts';
import type { FitProblem, FittedTable } from '../training/fit-problem.ts';
import { type Answering, classProbabilities } from './answers.ts';
import { fewRowsWarnings, widenForFew } from './few-rows.ts';
import {
  type Measure,
  type Measured,
  type MetricInterval,
  measureBinary,
  measureClasses,
  measureRegression,
  measureWithIntervals,
} from './holdout-metrics.ts';
import type { FitReport } from './report.ts';

export type JudgeInput = {
  readonly problem: FitProblem;
  readonly target: Target;
  readonly division: Division;
  readonly answering: Answering;
  readonly fits: readonly FittedTable[];
  /** Outputs for the holdout rows, one array per fit. */
  readonly outputs: readonly Float64Array[];
  readonly columnNames: readonly string[];
};

/** More rows hardly change permutation importance. */
const mostImportanceRows = 2_000;
const leastImportanceRows = 300;
/** The number of tree walks that takes some seconds. Importance needs columns x repeats x trees of them per row. */
const importanceWalks = 10_000_000;

function importanceRows({ problem, fits }: JudgeInput): number {
  const trees = fits.reduce((sum, { pipeline }) => sum + Number(pipeline.model.diagnostics.trees ?? 100), 0);
  const columns = new Set(problem.columns.map(({ source }) => source)).size;
  const affordable = Math.round(importanceWalks / (columns * importanceRepeats * trees));
  return Math.min(mostImportanceRows, Math.max(leastImportanceRows, affordable));
}

/** Judges the answers on the holdout, beside those of a baseline. */
export function judgeHoldout(input: JudgeInput): Pick<FitReport, 'answer' | 'metrics' | 'baseline' | 'importance'> & {
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
} {
  const { problem, target, division, fits, columnNames } = input;
  const judged = measures(input);
  const rows = division.holdout.length;
  const metrics = judged.widen(measureWithIntervals(rows, judged.measure, problem.seed));
  // the holdout is in random order or in order of time; even steps sample both fairly
  const size = Math.min(importanceRows(input), rows);
  const places = Uint32Array.from({ length: size }, (_, at) => Math.floor((at * rows) / size));
  const sample = Uint32Array.from(places, (place) => division.holdout[place]);
  const columns = columnImportance(
    problem.columns,
    fits,
    sample,
    columnNames,
    (outputs) => judged.losses(outputs, places),
    problem.seed,
  );
  return {
    answer: judged.answer,
    metrics,
    baseline: { what: judged.baselineIs, metrics: judged.baseline(new Int32Array(rows).fill(1)) },
    importance: { loss: target.task === 'regression' ? 'squared error' : 'log loss', rows: size, columns },
    notes: [...judged.notes, ...tooGood(metrics, columns)],
    warnings: [...fewRowsWarnings(target.name, classRows(input)), ...judged.warnings],
  };
}

type Judged = {
  readonly measure: Measure;
  readonly baseline: (counts: Int32Array) => Measured;
  readonly baselineIs: string;
  /** One loss per row of the sample, which is given as places in the holdout. */
  readonly losses: (outputs: readonly Float64Array[], places: Uint32Array) => Float64Array;
  readonly answer: FitReport['answer'];
  /** Widens the intervals when rows are few. */
  readonly widen: (metrics: Record<string, MetricInterval>) => Record<string, MetricInterval>;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
};

function classRows({ target, division }: JudgeInput) {
  if (target.task === 'regression') return [];
  const [training, holdout] = [classCounts(target, division.training), classCounts(target, division.holdout)];
  return target.classes.map((name, at) => ({ name, training: training[at], holdout: holdout[at] }));
}

function measures(input: JudgeInput): Judged {
  const { target } = input;
  if (target.task === 'regression') return ofRegression(input, target);
  return target.classes.length === 2 ? ofTwoClasses(input, target) : ofClasses(input, target);
}

function ofRegression(
  { problem, division, answering, outputs }: JudgeInput,
  target: Target & { task: 'regression' },
): Judged {
  if (answering.kind !== 'regression') throw new Error('Answers of another task.');
  const y = Float64Array.from(division.holdout, (row) => target.values[row]);
  const [p] = outputs;
  const [labels] = problem.targets;
  const mean = labels.reduce((sum, value) => sum + value / labels.length, 0);
  const { halfWidth, coverage } = answering;
  const within = y.filter((value, at) => Math.abs(value - p[at]) <= (halfWidth ?? 0)).length;
  return {
    measure: measureRegression(y, p),
    baseline: measureRegression(
      y,
      y.map(() => mean),
    ),
    baselineIs: "the training rows' mean",
    losses: ([of], places) => of.map((value, at) => (value - y[places[at]]) ** 2),
    answer: { kind: 'regression', halfWidth, coverage, covered: halfWidth === null ? null : within / y.length },
    widen: (metrics) => metrics,
    notes: [],
    warnings: [],
  };
}

type Classes = Target & { task: 'classification' };

function ofTwoClasses({ problem, division, answering, outputs }: JudgeInput, target: Classes): Judged {
  if (answering.kind !== 'two classes') throw new Error('Answers of another task.');
  const y = Float64Array.from(division.holdout, (row) => target.labels[row]);
  const { calibration, threshold, criterion } = answering;
  const p = calibrate(calibration, outputs[0]);
  const [labels] = problem.targets;
  const share = labels.reduce((sum, value) => sum + value / labels.length, 0);
  const shares = y.map(() => share);
  const once = new Int32Array(y.length).fill(1);
  const { accuracy, f1 } = measureBinary(y, p, outputs[0], 0.5)(once);
  const atThreshold = { accuracy: measureBinary(y, p, outputs[0], threshold)(once).accuracy };
  const predicted = p.filter((value) => value >= threshold).length;
  const positives = y.reduce((sum, label) => sum + label, 0);
  const absent = [0, 1].find((label) => !y.includes(label));
  return {
    measure: measureBinary(y, p, outputs[0], threshold, 0.5),
    baseline: measureBinary(y, shares, shares, 0.5),
    baselineIs: `always ${target.classes[share >= 0.5 ? 1 : 0]}, with the training rows' share as probability`,
    losses: ([of], places) => {
      const calibrated = calibrate(calibration, of);
      return calibrated.map((value, at) => lossOfTruth(y[places[at]] === 1 ? value : 1 - value));
    },
    answer: {
      kind: 'two classes',
      threshold,
      criterion,
      calibration: calibration.method,
      atHalf: { accuracy, f1 },
      atThreshold,
    },
    widen: (metrics) => widenForFew(metrics, { positives, negatives: y.length - positives, predicted }),
    notes:
      absent === undefined ? [] : [`No row of the holdout is ${target.classes[absent]}: some metrics are undefined.`],
    warnings: oneAnswer(predicted, y.length, target.classes, threshold),
  };
}

function ofClasses({ problem, division, answering, outputs }: JudgeInput, target: Classes): Judged {
  if (answering.kind !== 'classes') throw new Error('Answers of another task.');
  const { calibrations } = answering;
  const classes = target.classes.length;
  const truth = Int32Array.from(division.holdout, (row) => target.labels[row]);
  const shares = problem.targets.map((labels) => labels.reduce((sum, value) => sum + value / labels.length, 0));
  const always = Float64Array.from({ length: truth.length * classes }, (_, at) => shares[at % classes]);
  const frequent = shares.indexOf(Math.max(...shares));
  const absent = target.classes.filter((_, one) => !truth.includes(one));
  return {
    measure: measureClasses(truth, classProbabilities(calibrations, outputs), classes),
    baseline: measureClasses(truth, always, classes),
    baselineIs: `always ${target.classes[frequent]}, with the training rows' shares as probabilities`,
    losses: (of, places) => {
      const p = classProbabilities(calibrations, of);
      return Float64Array.from(places, (place, at) => lossOfTruth(p[at * classes + truth[place]]));
    },
    answer: { kind: 'classes', calibrations: calibrations.map(({ method }) => method) },
    widen: (metrics) => metrics,
    warnings: [],
    notes:
      absent.length === 0
        ? []
        : [`The holdout has no row of ${absent.join(', ')}: the means over classes leave it out.`],
  };
}

/** Warns when all rows get the same answer, which tells nothing, however high the accuracy is. */
function oneAnswer(predicted: number, rows: number, classes: readonly string[], threshold: number): string[] {
  if (predicted > 0 && predicted < rows) return [];
  const answer = classes[predicted === 0 ? 0 : 1];
  return [
    `All ${rows} rows of the holdout are predicted ${answer} at the threshold ${threshold.toFixed(3)}: there the model doesn't tell rows apart.`,
  ];
}

/** When one column gives near certainty, it was probably written after the outcome. */
function tooGood(metrics: FitReport['metrics'], columns: FitReport['importance']['columns']): string[] {
  const best = metrics.rocAuc ?? metrics.macroRocAuc ?? metrics.r2;
  const [first] = columns;
  if (best?.estimate === null || best === undefined || best.estimate < 0.99 || columns.length < 2 || first.share < 0.7)
    return [];
  return [`${first.column} alone tells nearly everything: is it known before the outcome is? If not, --drop it.`];
}
