import { type Calibration, calibrate } from '../calibration/calibration.ts';
import { probabilityWithin, type ScoreInterval } from '../calibration/interval.ts';
import { applyOutputMap, type OutputMap } from '../calibration/output-map.ts';
import type { Threshold } from '../calibration/threshold.ts';
import { type AttributeEncoding, createEncoder, sumBySource } from '../categories/attribute-encoding.ts';
import type { Matrix } from '../data/matrix.ts';
import { rowsFrom } from '../data/matrix.ts';
import type { Parameters } from '../data/parameters.ts';
import { applyPreprocessor, eachTreatedBlock, type Preprocessor } from '../data/preprocessor.ts';
import { EngineError } from '../engine-error.ts';
import type { EngineName } from '../engine-names.ts';
import type { FittedModel, ModelStructure } from '../estimator.ts';
import {
  createRawExplainer,
  type Explanation,
  explainAnswer,
  linkOf,
  type RawExplainer,
} from '../explain/explanation.ts';
import { sigmoid } from '../logistic/logistic-regression.ts';
import { createLinearRows, type LinearRows } from '../logistic/predict-linear.ts';
import type { Team } from '../parallel/team.ts';
import type { Task } from '../task.ts';
import { type Reach, reachOfTrees } from '../trees/reach-trees.ts';

/** How outputs of the learner become answers: kept in range or calibrated, then mapped where the world changed since the learner's rows. */
export type Finish = (
  | { readonly task: 'regression'; readonly range: readonly [number, number] | null; readonly interval: ScoreInterval }
  | { readonly task: 'classification'; readonly calibration: Calibration; readonly threshold: Threshold }
) & {
  /** Left out: none. */
  readonly map?: OutputMap;
};

/** What a saved model says about itself: plain data, without time, host or version name. */
export type PredictorDescription = {
  readonly engine: EngineName;
  readonly task: Task;
  readonly featureNames: readonly string[];
  readonly parameters: Parameters;
  readonly seed: number;
  /** Rows there were, and rows that the learner got (fewer when it has a limit). */
  readonly rows: number;
  readonly trainedRows: number;
  /** The stage before the preprocessor; left out: there is none, and the learner's columns are the features. */
  readonly encoding?: AttributeEncoding;
  readonly preprocessor: Preprocessor;
  readonly finish: Finish;
  /** Mean of each feature over the training rows, in its own unit, without missing values; 0 where all are missing. Of a category the most frequent code. */
  readonly typical: readonly number[];
  /** The mean of each column as the learner got it; for linear models only, whose contributions are measured from there. */
  readonly centre: readonly number[] | null;
  /** Figures about the fit, see `FittedModel`. */
  readonly diagnostics: FittedModel['diagnostics'];
};

/** One element per row. */
export type Predictions = {
  /** Regression: the score. Classification: the calibrated probability of class 1. */
  readonly output: Float64Array;
  /** Regression: the estimated probability of being within the tolerance. Classification: the probability of the predicted class. */
  readonly confidence: Float64Array;
  /** Classification: 1 where the output reaches the threshold. Regression: null. */
  readonly positive: Uint8Array | null;
};

/** A whole trained model, from raw features (NaN is missing) to an answer. */
export type Predictor = {
  readonly description: PredictorDescription;
  /** What the learner fitted, after the preprocessing and before the finish. */
  readonly structure: ModelStructure;
  /**
   * A team shares out the work when there are many rows.
   * @throws EngineError `invalid_input` when the number of features differs or a value is infinite.
   */
  predict(x: Matrix, team?: Team): Predictions;
  /** Which features moved the output of this row away from the base, and by how much. */
  explain(row: Float64Array): Explanation;
  /** The same for many rows, in less time. */
  explainRows(x: Matrix): Explanation[];
  /** The learner's own outputs, before calibration or range: they tell rows apart whose answers are equal. */
  outputsOfLearner(x: Matrix): Float64Array;
  /**
   * Between which answers those of all rows lie that lie between `low` and `high`, feature by feature. Both are missing (NaN) at the same
   * places; what is a category is the same in both.
   */
  reach(low: Float64Array, high: Float64Array): Reach;
  /** The learner's own bytes, without the rest. */
  saveModel(): Uint8Array;
  /** See `FittedModel.free`. */
  free(): void;
};

const blockRows = 256;

/** @param model fitted on the columns that the description's encoding and preprocessor make of the features. */
export function createPredictor(description: PredictorDescription, model: FittedModel): Predictor {
  const { finish, preprocessor, featureNames, encoding } = description;
  const encode = encoding === undefined ? (x: Matrix) => x : createEncoder(encoding);
  let explainer: RawExplainer | undefined;
  /** Made at the first call with many rows; without `rows` where preprocessing and prediction are separate steps. */
  let linear: { readonly rows: LinearRows | undefined } | undefined;

  /** Turns the learner's outputs into answers, in place. */
  function finished(outputs: Float64Array): Float64Array {
    if (finish.task === 'classification') return mapped(calibrate(finish.calibration, outputs));
    const inRange = keepInRange(outputs, finish.range);
    return finish.map === undefined ? inRange : keepInRange(mapped(inRange), finish.range);
  }

  function mapped(answers: Float64Array): Float64Array {
    return finish.map === undefined ? answers : applyOutputMap(finish.map, answers);
  }

  /** @param x encoded. A team gets all rows at once. */
  function outputs(x: Matrix, team: Team | undefined): Float64Array {
    const { structure } = model;
    if (x.rows <= blockRows || (team !== undefined && structure.kind === 'trees')) {
      return finished(model.predict(applyPreprocessor(preprocessor, x), team));
    }
    const all = new Float64Array(x.rows);
    linear ??= { rows: structure.kind === 'linear' ? createLinearRows(preprocessor, structure, blockRows) : undefined };
    if (linear.rows !== undefined) {
      for (let from = 0; from < x.rows; from += blockRows) {
        const sums = linear.rows.sums(rowsFrom(x, from, blockRows).values);
        // Throws, naming the value.
        if (sums === null) return model.predict(applyPreprocessor(preprocessor, x));
        for (let r = 0; r < sums.length; r++) sums[r] = sigmoid(sums[r]);
        all.set(finished(sums), from);
      }
      return all;
    }
    eachTreatedBlock(preprocessor, x, blockRows, (block, from) => all.set(finished(model.predict(block)), from));
    return all;
  }

  function predict(x: Matrix, team?: Team): Predictions {
    requireFeatures(x.columns, featureNames.length);
    const output = outputs(encode(x), team);
    const confidence = new Float64Array(x.rows);
    if (finish.task === 'regression') {
      for (let r = 0; r < x.rows; r++) confidence[r] = probabilityWithin(finish.interval, output[r]);
      return { output, confidence, positive: null };
    }
    const positive = new Uint8Array(x.rows);
    const threshold = finish.threshold.value;
    for (let r = 0; r < x.rows; r++) {
      positive[r] = output[r] >= threshold ? 1 : 0;
      confidence[r] = positive[r] === 1 ? output[r] : 1 - output[r];
    }
    return { output, confidence, positive };
  }

  function explainRows(x: Matrix): Explanation[] {
    requireFeatures(x.columns, featureNames.length);
    const treated = applyPreprocessor(preprocessor, encode(x));
    const output = finished(model.predict(treated));
    explainer ??= createRawExplainer(model.structure, description);
    const { unit, base, trees, explain } = explainer;
    const link = linkOf(unit);
    const answer = (raw: number) => finished(Float64Array.of(link(raw)))[0];
    const ofColumns = explain(treated.values);
    const contributions = encoding === undefined ? ofColumns : sumBySource(encoding, ofColumns, x.columns);
    return Array.from(output, (answered, row) => {
      const ofRow = contributions.subarray(row * x.columns, (row + 1) * x.columns);
      return explainAnswer({ unit, base, trees }, ofRow, answer, answered);
    });
  }

  function reach(low: Float64Array, high: Float64Array): Reach {
    requireFeatures(low.length, featureNames.length);
    const [from, to] = [low, high].map((values) => {
      const columns = encode({ rows: 1, columns: values.length, values });
      return applyPreprocessor(preprocessor, columns).values;
    });
    const { structure } = model;
    const raw = structure.kind === 'trees' ? reachOfTrees(structure.trees, from, to) : reachOfLine(structure, from, to);
    const isLogOdds = structure.kind === 'linear' || structure.trees.output === 'logistic';
    const linked = Float64Array.from(raw, isLogOdds ? sigmoid : (each) => each);
    if (finish.task === 'classification') keepInRange(linked, [0, 1]);
    // a map may fall
    const [one, other] = finished(linked);
    return [Math.min(one, other), Math.max(one, other)];
  }

  return {
    description,
    structure: model.structure,
    predict,
    outputsOfLearner: (x) => model.predict(applyPreprocessor(preprocessor, encode(x))),
    reach,
    explain: (row) => explainRows({ rows: 1, columns: row.length, values: row })[0],
    explainRows,
    saveModel: () => model.save(),
    free() {
      model.free();
      linear?.rows?.free();
      linear = undefined;
    },
  };
}

/** Of intercept + sum of coefficient * value. */
function reachOfLine(
  { intercept, coefficients }: Extract<ModelStructure, { kind: 'linear' }>,
  low: Float64Array,
  high: Float64Array,
): Reach {
  let least = intercept;
  let most = intercept;
  let size = Math.abs(intercept);
  for (let column = 0; column < coefficients.length; column++) {
    const one = coefficients[column] * low[column];
    const other = coefficients[column] * high[column];
    least += Math.min(one, other);
    most += Math.max(one, other);
    size += Math.max(Math.abs(one), Math.abs(other));
  }
  const rounding = coefficients.length * size * 2 ** -50;
  return [least - rounding, most + rounding];
}

/** In place. */
function keepInRange(outputs: Float64Array, range: readonly [number, number] | null): Float64Array {
  if (range === null) return outputs;
  const [low, high] = range;
  for (let r = 0; r < outputs.length; r++) outputs[r] = Math.min(high, Math.max(low, outputs[r]));
  return outputs;
}

/** @throws EngineError `invalid_input` when the numbers differ. */
export function requireFeatures(found: number, expected: number): void {
  if (found === expected) return;
  throw new EngineError(
    'invalid_input',
    `The model has ${expected} features, got ${found}.`,
    'Compute the features with the definition that the model was trained with.',
    { expected, found },
  );
}
