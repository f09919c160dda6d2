import { calibrate, chooseCalibration } from '../calibration/calibration.ts';
import { fitScoreInterval } from '../calibration/interval.ts';
import { chooseThreshold, type ThresholdTargets } from '../calibration/threshold.ts';
import { createEncoder } from '../categories/attribute-encoding.ts';
import { applyPreprocessor } from '../data/preprocessor.ts';
import { columnMeans, typicalValues } from '../explain/column-means.ts';
import { fitPipeline, type PipelineInput } from './fit-pipeline.ts';
import { createPredictor, type Finish, type Predictor, requireFeatures } from './predictor.ts';

export type FinalInput = PipelineInput & {
  /** One name per column of `x`. */
  readonly featureNames: readonly string[];
  /**
   * The chosen candidate's folds and out-of-fold outputs (`evaluateCandidate`): calibration, threshold and confidence are
   * learnt from them.
   */
  readonly folds: Uint8Array;
  readonly outOfFold: Float64Array;
  /** Classification: what the threshold is chosen for. */
  readonly targets?: ThresholdTargets;
};

/**
 * Fits the model that is deployed, on all given rows (the holdout isn't among them). The same input gives the same bytes
 * from `encodePredictor`.
 *
 * @throws EngineError as fitting does, and `invalid_input` when names and columns differ.
 */
export async function trainFinal(input: FinalInput): Promise<Predictor> {
  const { x, task, estimator, parameters, seed, featureNames } = input;
  requireFeatures(x.columns, featureNames.length);
  const { encoding, preprocessor, model, trainedRows } = await fitPipeline(input);
  const encoded = encoding === undefined ? x : createEncoder(encoding)(x);
  const description = {
    engine: estimator.name,
    task,
    featureNames,
    parameters,
    seed,
    rows: x.rows,
    trainedRows,
    preprocessor,
    finish: learnFinish(input),
    typical: typicalValues(x, encoding),
    centre: model.structure.kind === 'linear' ? columnMeans(applyPreprocessor(preprocessor, encoded)) : null,
    diagnostics: model.diagnostics,
    ...(encoding && { encoding }),
  };
  return createPredictor(description, model);
}

function learnFinish({ y, task, range, outOfFold, folds, targets = {} }: FinalInput): Finish {
  if (task === 'regression') return { task, range: range ?? null, interval: fitScoreInterval(y, outOfFold) };
  const calibration = chooseCalibration(outOfFold, y, folds);
  return { task, calibration, threshold: chooseThreshold(y, calibrate(calibration, outOfFold), targets) };
}
