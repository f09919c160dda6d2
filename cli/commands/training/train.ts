import type { Command } from 'commander';
import { defaultTrainingOptions, type RetrainResult, type TrainingOptions } from '../../../contract/messages.ts';
import type { ModelName } from '../../../domain/models.ts';
import { engineNames } from '../../../engine/engine-names.ts';
import { daysOrOff, modelsArgument, oneOf, pastMoment, share, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { exitCodeOf, exitCodes } from '../../exit-codes.ts';
import { openWorkingTraining } from '../../session/session.ts';
import { runTraining } from '../../training/run-training.ts';

const defaults = defaultTrainingOptions;
const largestSeed = 2 ** 32 - 1;

export function addTrainCommand(program: Command, cli: Cli): void {
  program
    .command('train')
    .description(
      'Trains models one after the other. Those that are not worse than their champion are deployed or go on trial.',
    )
    .addArgument(modelsArgument())
    .option('--test-size <share>', 'share of contacts held out, 0.05-0.5', share(0.05, 0.5), defaults.testSize)
    .option('--cv-folds <count>', 'folds of the cross-validation, 2-50', wholeNumber(2, 50), defaults.cvFolds)
    .option('--seed <number>', 'the same seed and data give the same model', wholeNumber(0, largestSeed), defaults.seed)
    .option(
      '--candidates <count>',
      'hyperparameter settings tried, 1 = defaults only',
      wholeNumber(1, 500),
      defaults.candidates,
    )
    .option('--engine <name>', `${engineNames.join(', ')} (default: the model's own)`, oneOf(engineNames))
    .option(
      '--as-of <date>',
      'train on what was known at this moment (default: the latest with known outcomes)',
      pastMoment,
    )
    .option('--horizon <days>', "days until an outcome counts (default: the model's own)", wholeNumber(1, 3650))
    .option(
      '--window-days <days>',
      "learn from the outcomes of this many days (default: the model's own)",
      wholeNumber(1, 3650),
    )
    .option(
      '--active-within <days|off>',
      'churn: only contacts active in this many days before (default: 90)',
      daysOrOff,
    )
    .option('--no-attributes', "learn from the features alone, without the business's own columns")
    .option(
      '--with-suspects <column...>',
      'learn from these columns though they may hold the outcome itself (default: as PERENNIAL_WITH_SUSPECTS says)',
    )
    .option('--shuffle-labels', 'sanity check: train on shuffled labels; the holdout verdict should refuse the result')
    .option(
      '--force',
      'deploy even when it is worse than the champion, or no better than knowing nothing, or when that is unclear',
    )
    .addHelpText('after', ctrlCHelp)
    .action((models: readonly ModelName[], options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorkingTraining(surroundings, output);
        try {
          const result = await runTraining(session, models, toTrainingOptions(options), output, interrupted);
          output.data(trainingJson(result));
          return exitCodeOfTraining(result);
        } finally {
          await session.close();
        }
      }),
    );
}

const ctrlCHelp = `
Without 'npm start' the training runs in this command: Ctrl-C cancels it and
waits until it has stopped; a second Ctrl-C ends at once. While 'npm start'
runs, Ctrl-C only stops watching; 'npx perennial cancel' cancels.`;

type TrainFlags = {
  readonly testSize: number;
  readonly cvFolds: number;
  readonly seed: number;
  readonly candidates: number;
  readonly engine?: TrainingOptions['engine'];
  readonly asOf?: string;
  readonly horizon?: number;
  readonly windowDays?: number;
  readonly activeWithin?: number;
  readonly attributes: boolean;
  readonly withSuspects?: readonly string[];
  readonly shuffleLabels: boolean;
  readonly force: boolean;
};

function toTrainingOptions(flags: TrainFlags): TrainingOptions {
  const { testSize, cvFolds, seed, candidates, engine, asOf, horizon, windowDays } = flags;
  const { activeWithin, attributes, withSuspects, shuffleLabels, force } = flags;
  return {
    testSize,
    cvFolds,
    seed,
    candidates,
    ...(engine === undefined ? {} : { engine }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(horizon === undefined ? {} : { horizonDays: horizon }),
    ...(windowDays === undefined ? {} : { windowDays }),
    ...(activeWithin === undefined ? {} : { populationDays: activeWithin }),
    ...(attributes ? {} : { attributes: false }),
    ...(withSuspects === undefined ? {} : { withSuspects }),
    ...(shuffleLabels ? { shuffleLabels } : {}),
    ...(force ? { force } : {}),
  };
}

export function trainingJson({ retrainId, models }: RetrainResult) {
  return {
    retrain_id: retrainId,
    models: models.map((each) => {
      if (each.state !== 'completed') return { model: each.model, state: each.state, error: each.failure };
      const { runId, model, outcome, version, metrics, reason } = each.result;
      return { model, state: each.state, run_id: runId, outcome, version, metrics, reason };
    }),
  };
}

/** 0 when every model was trained; a champion that is kept is a result, not a failure. */
function exitCodeOfTraining(result: RetrainResult): number {
  for (const each of result.models) {
    if (each.state === 'failed') return exitCodeOf(each.failure.code);
  }
  const cancelled = result.models.some((each) => each.state === 'cancelled');
  return cancelled ? exitCodes.interrupted.code : exitCodes.ok.code;
}
