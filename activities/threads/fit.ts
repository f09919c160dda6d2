import type { ModelName } from '../../domain/models.ts';
import { targets } from '../../domain/targets.ts';
import type { EngineName, Parameters } from '../../engine/estimator.ts';
import { estimator } from '../../engine/estimators.ts';
import { trainFinal } from '../../engine/fit-model.ts';
import { encodePredictor } from '../../engine/predictor-file.ts';
import { hashSeed } from '../../engine/random.ts';
import { defaultLoss, evaluateCandidate } from '../../engine/search/search.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import type { JobContext } from './jobs.ts';
import { type Division, trainingRows } from './training-set.ts';

export type FitInput = {
  /** The snapshot's bytes. */
  readonly snapshot: Uint8Array;
  readonly division: Division;
  readonly engine: EngineName;
  readonly parameters: Parameters;
  readonly range: readonly [number, number] | undefined;
};

export type CrossValidation = {
  readonly meanLoss: number;
  readonly standardError: number;
  readonly foldLosses: readonly number[];
  /** One output for each training row, by the model that did not see it. */
  readonly outOfFold: Float64Array<ArrayBuffer>;
};

/** One candidate over all folds. Every candidate has the same folds and seed, so that they differ by their parameters alone. */
export async function crossValidate(input: FitInput, { progress }: JobContext): Promise<CrossValidation> {
  const { division, engine, parameters, range } = input;
  const { x, y, folds } = trainingRows(decodeSnapshot(input.snapshot), division);
  const result = await evaluateCandidate({
    x,
    y,
    folds,
    task: division.task,
    loss: defaultLoss[division.task],
    estimator: estimator(engine),
    parameters,
    seed: hashSeed(division.seed, 'fit'),
    range,
    onFold: (fold) => progress((fold + 1) / division.cvFolds),
  });
  return {
    meanLoss: result.mean,
    standardError: result.standardError,
    foldLosses: result.foldLosses,
    outOfFold: Float64Array.from(result.outOfFold),
  };
}

/** The chosen parameters on all training rows, as the artifact's bytes. */
export async function fitFinal(
  input: FitInput & { readonly model: ModelName; readonly outOfFold: Float64Array },
): Promise<Uint8Array> {
  const { snapshot, division, engine, parameters, range, model, outOfFold } = input;
  const table = decodeSnapshot(snapshot);
  const { x, y, folds } = trainingRows(table, division);
  const predictor = await trainFinal({
    x,
    y,
    folds,
    outOfFold,
    task: division.task,
    estimator: estimator(engine),
    parameters,
    seed: hashSeed(division.seed, 'fit'),
    range,
    featureNames: table.features,
    targets: Object.fromEntries(targets[model].map(({ metric, limit }) => [metric, limit])),
  });
  try {
    return encodePredictor(predictor);
  } finally {
    predictor.free();
  }
}
