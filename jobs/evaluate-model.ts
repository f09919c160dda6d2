import type { Evaluation } from '../contract/step-types.ts';
import type { GoldenRows } from '../domain/golden-rows.ts';
import type { HoldoutPicture } from '../domain/holdout-picture.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { Metrics } from '../domain/targets.ts';
import type { Matrix } from '../engine/data/matrix.ts';
import { selectRows, selectValues } from '../engine/data/matrix.ts';
import { permutationImportance, sharesOf } from '../engine/explain/importance.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import type { Task } from '../engine/task.ts';
import { decodeSnapshot } from '../store/artifacts/snapshot-table.ts';
import { compareWithBaseline } from './compare-with-baseline.ts';
import { type ChampionForComparison, compareWithChampion, comparisonLoss } from './compare-with-champion.ts';
import { intervalsOf, measure, split, thresholdOf } from './measure.ts';
import { pictureHoldout } from './picture-holdout.ts';
import { columnsOf } from './raw-columns.ts';
import { type Division, divide, type LabelledRows } from './training-set.ts';

export type EvaluateInput = {
  readonly snapshot: Uint8Array;
  readonly division: Division;
  /** What the labels are made of; null: the model has one source. */
  readonly labels: LabelSource | null;
  readonly artifact: Uint8Array;
  /** The bytes of its out-of-fold outputs. */
  readonly outOfFold: Uint8Array | null;
  readonly champion: ChampionForComparison | null;
  /** Subjects of before this moment, in milliseconds, are of a world that is no more. Left out: all count. */
  readonly cameSince?: number;
};

/** Few enough to fit easily into a workflow's history: 3 kB with 32 features. */
const goldenCount = 8;

/** More rows make permutation importance no more precise, and it costs features x repeats predictions per row. */
const importanceRows = 500;
const importanceRepeats = 3;

/** `picture`: null where there are no rows. */
export type Evaluated = Omit<Evaluation, 'champion'> & { readonly picture: HoldoutPicture | null };

export async function evaluateModel(input: EvaluateInput): Promise<Evaluated> {
  const { snapshot, division, labels, artifact, outOfFold, champion, cameSince } = input;
  const table = decodeSnapshot(snapshot);
  const predictor = await loadPredictor(artifact);
  try {
    const { training, holdout } = divide(table, division.testSize, columnsOf(predictor), cameSince);
    const { output } = predictor.predict(holdout.x);
    const threshold = thresholdOf(predictor);
    const measured = measure(division.task, holdout.y, output, threshold);
    const { beside, ...compared } =
      champion === null
        ? { comparison: null, beside: null }
        : await compareWithChampion(table, division, { output, threshold }, champion, cameSince);
    const { task } = division;
    const pictured = { model: table.model, task, labels, threshold };
    return {
      ...split(measured),
      intervals: intervalsOf(division, holdout, output, threshold),
      ...(outOfFold === null ? {} : compareWithBaseline(table, division, predictor, outOfFold)),
      baseline: baselineOf(division.task, training.y, holdout.y),
      ...compared,
      picture: holdout.y.length === 0 ? null : { ...pictureHoldout(pictured, holdout, output), beside },
      importance: importanceOf(division, holdout, predictor),
      golden: goldenRows(predictor, holdout.y.length > 0 ? holdout.x : training.x),
    };
  } finally {
    predictor.free();
  }
}

/** Predicts the training mean, or the more frequent class with its share as probability: the result without any model. */
function baselineOf(task: Task, training: Float64Array, y: Float64Array): Metrics {
  const mean = training.reduce((sum, label) => sum + label, 0) / training.length;
  return split(
    measure(
      task,
      y,
      y.map(() => mean),
      0.5,
    ),
  ).metrics;
}

/** Each feature's share of the loss that permuting them adds; features that add nothing are left out. */
function importanceOf({ task, seed }: Division, holdout: LabelledRows, predictor: Predictor): Evaluation['importance'] {
  if (holdout.y.length === 0) return [];
  const rows = Array.from({ length: Math.min(importanceRows, holdout.y.length) }, (_, row) => row);
  const added = permutationImportance({
    predict: (x) => predictor.predict(x).output,
    x: selectRows(holdout.x, rows),
    y: selectValues(holdout.y, rows),
    loss: (y, p) => comparisonLoss[task].of(y, p).value ?? 0,
    repeats: importanceRepeats,
    seed,
  });
  const shares = sharesOf(added);
  return predictor.description.featureNames
    .map((feature, at) => ({ feature, share: shares[at] }))
    .sort((a, b) => b.share - a.share);
}

/** Rows from all over the holdout, with the model's output for each. */
function goldenRows(predictor: Predictor, x: Matrix): GoldenRows {
  const count = Math.min(goldenCount, x.rows);
  const chosen = Array.from({ length: count }, (_, at) => Math.floor((at * x.rows) / count));
  const golden = selectRows(x, chosen);
  const rows = chosen.map((_, at) => golden.values.subarray(at * x.columns, (at + 1) * x.columns));
  return {
    features: rows.map((row) => Array.from(row, (value) => (Number.isNaN(value) ? null : value))),
    outputs: rows.map((row) => predictor.predict({ rows: 1, columns: x.columns, values: row }).output[0]),
  };
}
