import { binDataset } from '../binning/bin-dataset.ts';
import { type BinnedDataset, byteLengthOf } from '../binning/binned-dataset.ts';
import { type AttributeEncoding, createEncoder } from '../categories/attribute-encoding.ts';
import { encodingStyle, splitStyle } from '../categories/encoding-style.ts';
import { fitAttributes, type TrainingAttributes } from '../categories/fit-attributes.ts';
import { rowLimit } from '../data/fit-input.ts';
import type { Matrix } from '../data/matrix.ts';
import { selectRows, selectValues } from '../data/matrix.ts';
import type { Parameters } from '../data/parameters.ts';
import {
  applyPreprocessor,
  defaultPreprocessing,
  fitPreprocessor,
  type Preprocessor,
  untouched,
} from '../data/preprocessor.ts';
import type { Estimator, FittedModel } from '../estimator.ts';
import type { FitWatch } from '../fit-watch.ts';
import type { Team } from '../parallel/team.ts';
import { hashSeed } from '../random.ts';
import { stratifiedSample } from '../search/stratify.ts';
import type { Task } from '../task.ts';

export type PipelineInput = {
  /** Raw features; NaN is missing. */
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly task: Task;
  readonly estimator: Estimator;
  readonly parameters: Parameters;
  readonly seed: number;
  /** Columns of `x` that are encoded for the learner; left out: it gets the columns as they are. */
  readonly attributes?: TrainingAttributes;
  /** Regression: outputs are kept inside [low, high], the label's own range. */
  readonly range?: readonly [number, number];
  /**
   * The result of `prepareRows` for the same rows and learner, where several fits share it; left out: it is prepared here.
   */
  readonly prepared?: PreparedRows;
  /** Raw rows whose loss decides about early stopping; left out: no early stopping. */
  readonly validation?: { readonly x: Matrix; readonly y: Float64Array };
  readonly team?: Team;
  readonly watch?: FitWatch;
};

/** What a fit computes from its rows whatever the learner's parameters; with attributes, for one style of their encoding. */
export type PreparedRows = { readonly preprocessor: Preprocessor; readonly binned?: BinnedDataset };

type RowsToPrepare = Pick<PipelineInput, 'x' | 'y' | 'task' | 'estimator' | 'parameters' | 'attributes'>;

/** From raw features to the learner's output: the same path in every fold, in the final model and in serving. */
export type Pipeline = {
  /** Its first stage; left out without attributes. */
  readonly encoding?: AttributeEncoding;
  readonly preprocessor: Preprocessor;
  readonly model: FittedModel;
  /** Rows that the learner got; fewer than there were when it has a limit. */
  readonly trainedRows: number;
};

/**
 * Above the learner's limit each fit draws a sample of its own, and the prepared bins go unused. Encoded rows aren't kept: they take
 * more memory than it takes time to encode them again.
 *
 * @param input its parameters matter only for the style of the encoding.
 */
export function prepareRows(input: RowsToPrepare): PreparedRows {
  const { estimator, y } = input;
  const { x } = encodeTraining(input);
  const preprocessor = fitFor(estimator, x);
  if (!estimator.takesMissing) return { preprocessor };
  return { preprocessor, binned: binDataset(applyPreprocessor(preprocessor, x), y) };
}

/** The columns that the learner gets, and the parameters that are its own. */
function encodeTraining({ x, y, task, estimator, parameters, attributes }: RowsToPrepare): {
  readonly x: Matrix;
  readonly encoding?: AttributeEncoding;
  readonly learner: Parameters;
} {
  if (attributes === undefined) return { x, learner: parameters };
  const { style, learner } = splitStyle(parameters);
  const encodingOfStyle = encodingStyle(style, estimator.name === 'logistic');
  return { ...fitAttributes(x, y, task, attributes, encodingOfStyle), learner };
}

/** Learners that take missing values take bins, so their columns need no preprocessing. */
function fitFor({ takesMissing }: Estimator, x: Matrix): Preprocessor {
  return fitPreprocessor(x, takesMissing ? untouched : defaultPreprocessing);
}

/** Bytes of shared memory that the bins take. */
export function preparedBytes({ binned }: PreparedRows): number {
  return binned === undefined ? 0 : byteLengthOf(binned);
}

/**
 * Fits preprocessing and learner on these rows only; above the learner's limit, on a stratified sample of them.
 * @throws EngineError as the preprocessor and the learner do.
 */
export async function fitPipeline(input: PipelineInput): Promise<Pipeline> {
  const { estimator, task, seed, validation, team, watch } = input;
  const { x: all, encoding, learner } = encodeTraining(input);
  const rows = stratifiedSample(input.y, task, rowLimit(estimator, all.columns), hashSeed(seed, 'rows'));
  const whole = rows.length === input.y.length;
  const x = whole ? all : selectRows(all, rows);
  const y = whole ? input.y : selectValues(input.y, rows);
  const prepared = whole ? input.prepared : undefined;
  const preprocessor = prepared?.preprocessor ?? fitFor(estimator, x);
  const model = await estimator.fit({
    x: applyPreprocessor(preprocessor, x),
    y,
    task,
    parameters: learner,
    seed,
    binned: prepared?.binned,
    validation: validation && { ...validation, x: applyPreprocessor(preprocessor, encode(encoding, validation.x)) },
    team,
    watch,
  });
  return { ...(encoding && { encoding }), preprocessor, model, trainedRows: rows.length };
}

/** The learner's output for raw rows: a value inside `range`, or a probability before calibration. */
export function predictRaw(
  { encoding, preprocessor, model }: Pick<Pipeline, 'encoding' | 'preprocessor' | 'model'>,
  x: Matrix,
  range?: readonly [number, number],
): Float64Array {
  const outputs = model.predict(applyPreprocessor(preprocessor, encode(encoding, x)));
  return range === undefined ? outputs : outputs.map((value) => Math.min(range[1], Math.max(range[0], value)));
}

function encode(encoding: AttributeEncoding | undefined, x: Matrix): Matrix {
  return encoding === undefined ? x : createEncoder(encoding)(x);
}
