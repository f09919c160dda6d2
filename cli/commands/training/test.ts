import type { Command } from 'commander';
import { isPerennialError, isTransient } from '../../../domain/errors.ts';
import type { ModelName } from '../../../domain/models.ts';
import { readLiveModels } from '../../../serving/live/live-models.ts';
import { createPredictions, type Predictions } from '../../../serving/predict.ts';
import { modelsArgument } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { exitCodeOf, exitCodes } from '../../exit-codes.ts';
import { passes, type TestedModel, testedLines, testingHeading, testingSummary } from '../../print/training/testing.ts';
import { untilInterrupted } from '../../session/interruption.ts';
import { openWorking } from '../../session/session.ts';

export function addTestCommand(program: Command, cli: Cli): void {
  program
    .command('test')
    .description('Loads the deployed models and predicts five samples with each.')
    .addArgument(modelsArgument())
    .action((models: readonly ModelName[], options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const { businessTimezone } = session.config;
          const live = await readLiveModels(session);
          const predictions = createPredictions({ database: session.database, live, businessTimezone });
          output.lines(testingHeading());
          const tested: TestedModel[] = [];
          for (const model of models) {
            const result = await untilInterrupted(interrupted, testOne(predictions, model, new Date()));
            output.lines(testedLines(result));
            tested.push(result);
          }
          output.lines(testingSummary(tested));
          output.data(tested.map(testJson));
          return exitCodeOfTests(tested);
        } finally {
          await session.close();
        }
      }),
    );
}

/** When one model fails, the others are still tested; when a server is away, none is. */
async function testOne(predictions: Predictions, model: ModelName, now: Date): Promise<TestedModel> {
  try {
    return await predictions.testModel(model, now);
  } catch (error) {
    if (!isPerennialError(error) || isTransient(error.code)) throw error;
    const { code, message, remedy } = error;
    return { model, failure: { code, message, remedy } };
  }
}

export function testJson(tested: TestedModel) {
  if ('failure' in tested) return { model: tested.model, passed: false, error: tested.failure };
  const { model, passed, asked, average, checks, predictions } = tested;
  return {
    model,
    passed,
    asked,
    average,
    checks,
    predictions: predictions.map(({ id, output }) => ({ id, ...output })),
  };
}

function exitCodeOfTests(tested: readonly TestedModel[]): number {
  const failed = tested.find((result) => !passes(result));
  if (failed === undefined) return exitCodes.ok.code;
  return 'failure' in failed ? exitCodeOf(failed.failure.code) : exitCodes.failure.code;
}
