import { availableParallelism } from 'node:os';
import type { ModelName } from '../domain/models.ts';
import { targets } from '../domain/targets.ts';
import type { Parameters } from '../engine/data/parameters.ts';
import type { EngineName } from '../engine/engine-names.ts';
import { estimator } from '../engine/estimators.ts';
import { encodePredictor } from '../engine/file/predictor-file.ts';
import { createTeam } from '../engine/parallel/team.ts';
import { trainFinal } from '../engine/predictor/fit-model.ts';
import { hashSeed } from '../engine/random.ts';
import { defaultLoss, evaluateCandidate } from '../engine/search/search.ts';
import type { JobContext } from './job-context.ts';
import type { PreparedData } from './prepare.ts';
import type { Division } from './training-set.ts';

export type FitInput = {
  readonly data: PreparedData;
  readonly division: Division;
  readonly engine: EngineName;
  readonly parameters: Parameters;
  readonly range: readonly [number, number] | undefined;
};

export type CrossValidation = {
  readonly meanLoss: number;
  readonly standardError: number;
  readonly foldLosses: readonly number[];
  /** One output per training row, by the model that did not see that row. */
  readonly outOfFold: Float64Array<ArrayBuffer>;
};

/** Fits one candidate on all folds. All candidates have the same folds and seed, so they differ only by their parameters. */
export async function crossValidate(input: FitInput, { progress, stopped }: JobContext): Promise<CrossValidation> {
  const { data, division, engine, parameters, range } = input;
  const result = await evaluateCandidate({
    x: data.x,
    y: data.y,
    folds: data.folds,
    attributes: data.attributes,
    perFold: data.perFold,
    task: division.task,
    loss: defaultLoss[division.task],
    estimator: estimator(engine),
    parameters,
    seed: hashSeed(division.seed, 'fit'),
    range,
    watch: { stopped },
    onFold: (fold) => progress((fold + 1) / division.cvFolds),
  });
  return {
    meanLoss: result.mean,
    standardError: result.standardError,
    foldLosses: result.foldLosses,
    outOfFold: Float64Array.from(result.outOfFold),
  };
}

/**
 * From this many rows on, more threads make the final fit faster; nothing else runs beside it. Starting a thread takes
 * 0.15 s, which is what two threads save on 20,000 rows. Measured on 2 busy cores with a forest of 50,000 rows: 3.4 s alone,
 * 2.7 s with a team that was started for it.
 */
const rowsForTeam = 50_000;

/** Fits the chosen parameters on all training rows. Returns the artifact's bytes. */
export async function fitFinal(
  input: FitInput & { readonly model: ModelName; readonly outOfFold: Float64Array },
  { progress, stopped }: JobContext,
): Promise<Uint8Array> {
  const { data, division, engine, parameters, range, model, outOfFold } = input;
  const team = data.x.rows < rowsForTeam ? undefined : createTeam(availableParallelism());
  try {
    const predictor = await trainFinal({
      x: data.x,
      y: data.y,
      folds: data.folds,
      attributes: data.attributes,
      prepared: data.whole,
      outOfFold,
      task: division.task,
      estimator: estimator(engine),
      parameters,
      seed: hashSeed(division.seed, 'fit'),
      range,
      team,
      watch: { progress, stopped },
      featureNames: data.features,
      targets: Object.fromEntries(targets[model].map(({ metric, limit }) => [metric, limit])),
    });
    try {
      return encodePredictor(predictor);
    } finally {
      predictor.free();
    }
  } finally {
    await team?.close();
  }
}
