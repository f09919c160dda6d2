import type { Command } from 'commander';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { engineNames } from '../../engine/estimator.ts';
import { modelDefinition } from '../../models/registry.ts';
import { dataSummary } from '../../store/data-summary.ts';
import { defaultTrainingOptions, type RetrainResult, type TrainingOptions } from '../../workflows/messages.ts';
import { daysOrOff, modelsArgument, oneOf, pastMoment, share, wholeNumber } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { createTrainingFollower, type TrainingFollower } from '../follow-training.ts';
import type { Output } from '../output.ts';
import { adviceLines, slowTrainingAdvice } from '../print/advice.ts';
import { pipelineHeading } from '../print/training.ts';
import { openWorkingTraining, type TrainingSession } from '../session.ts';
import { readTrainedModel } from '../trained-model.ts';

const defaults = defaultTrainingOptions;
const largestSeed = 2 ** 32 - 1;

export function addTrainCommand(program: Command, cli: Cli): void {
  program
    .command('train')
    .description('Trains models, one after the other, and deploys each that is not worse than its champion.')
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
      'train on the world as known at this moment (default: the latest with known outcomes)',
      pastMoment,
    )
    .option('--horizon <days>', "days until an outcome counts (default: the model's own)", wholeNumber(1, 3650))
    .option('--active-within <days|off>', 'churn: only contacts active in so many days before (default: 90)', daysOrOff)
    .option('--shuffle-labels', 'sanity check: train on shuffled labels; the gate should refuse the result')
    .option('--force', 'deploy even when worse than the champion or when that is unclear')
    .addHelpText('after', ctrlCHelp)
    .action((models: readonly ModelName[], options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorkingTraining(surroundings, output);
        try {
          const result = await train(session, models, toTrainingOptions(options), output, interrupted);
          output.data(result);
          return exitCodeOfTraining(result);
        } finally {
          await session.close();
        }
      }),
    );
}

const ctrlCHelp = `
Without 'npm start' the training runs in this command: Ctrl-C cancels it and
waits for that, a second one ends at once. With 'npm start' running Ctrl-C only
stops watching; 'npx perennial cancel' cancels.`;

type TrainFlags = {
  readonly testSize: number;
  readonly cvFolds: number;
  readonly seed: number;
  readonly candidates: number;
  readonly engine?: TrainingOptions['engine'];
  readonly asOf?: string;
  readonly horizon?: number;
  readonly activeWithin?: number;
  readonly shuffleLabels: boolean;
  readonly force: boolean;
};

function toTrainingOptions(flags: TrainFlags): TrainingOptions {
  const { testSize, cvFolds, seed, candidates, engine, asOf, horizon, activeWithin, shuffleLabels, force } = flags;
  return {
    testSize,
    cvFolds,
    seed,
    candidates,
    ...(engine === undefined ? {} : { engine }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(horizon === undefined ? {} : { horizonDays: horizon }),
    ...(activeWithin === undefined ? {} : { populationDays: activeWithin }),
    ...(shuffleLabels ? { shuffleLabels } : {}),
    ...(force ? { force } : {}),
  };
}

async function train(
  session: TrainingSession,
  models: readonly ModelName[],
  options: TrainingOptions,
  output: Output,
  interrupted: AbortSignal,
): Promise<RetrainResult> {
  const { training } = session;
  for (const line of adviceLines(await slowAdvice(session, models, options))) output.note(line);
  interrupted.throwIfAborted();
  const { retrainId } = await training.start({ models, trigger: 'cli', options });
  output.lines(pipelineHeading(models));
  const follower = createTrainingFollower({
    output,
    planned: (model) => {
      const definition = modelDefinition(model);
      const { cvFolds, candidates, engine = definition.engine } = options;
      return { features: definition.features.length, engine, cvFolds, candidates };
    },
    trained: (runId) => readTrainedModel(session, runId),
  });
  const result = await waitForEnd(session, retrainId, follower, output, interrupted).catch(async (error: unknown) => {
    await follower.abandon();
    throw error;
  });
  await follower.finish(result);
  return result;
}

/** A training on our own servers can't outlive us, so Ctrl-C cancels it; one that runs beside us goes on. */
async function waitForEnd(
  session: TrainingSession,
  retrainId: string,
  follower: TrainingFollower,
  output: Output,
  interrupted: AbortSignal,
): Promise<RetrainResult> {
  const { training } = session;
  if (!session.owned) {
    return await training.waitFor(retrainId, follower.progress, interrupted).catch((error: unknown) => {
      throw interrupted.aborted ? noLongerWatching() : error;
    });
  }
  const cancelling = new AbortController();
  const cancel = () => {
    output.note('Cancelling; Ctrl-C again ends at once.');
    // what can't be cancelled can't be waited for either
    training.cancel().catch((error: unknown) => cancelling.abort(error));
  };
  interrupted.addEventListener('abort', cancel, { once: true });
  try {
    return await training.waitFor(retrainId, follower.progress, AbortSignal.any([session.lost, cancelling.signal]));
  } finally {
    interrupted.removeEventListener('abort', cancel);
  }
}

function noLongerWatching(): PerennialError {
  return new PerennialError(
    'cancelled',
    'No longer watching: the training goes on.',
    'Follow it with npx perennial status --watch, cancel it with npx perennial cancel.',
  );
}

/** The most records that each model's subjects can come from: how many qualify is known only after the extraction. */
async function slowAdvice(session: TrainingSession, models: readonly ModelName[], options: TrainingOptions) {
  const { leads, contacts, messages } = await dataSummary(session.database);
  const records: Record<ModelName, number> = { lead_scoring: leads, churn: contacts, engagement: messages };
  const rows = Object.fromEntries(models.map((model) => [model, records[model]]));
  return slowTrainingAdvice({ cvFolds: options.cvFolds, rows });
}

/** 0 when every model was trained; the gate keeping a champion is a result, not a failure. */
function exitCodeOfTraining(result: RetrainResult): number {
  for (const each of result.models) {
    if (each.state === 'failed') return exitCodeOf(each.failure.code);
  }
  const cancelled = result.models.some((each) => each.state === 'cancelled');
  return cancelled ? exitCodes.interrupted.code : exitCodes.ok.code;
}
