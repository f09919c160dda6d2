import { ApplicationFailure } from '@temporalio/common';
import { isCancellation, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { TrainingActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { installationOfQueue } from '../contract/installation.ts';
import { limitsOf } from '../contract/limits.ts';
import type { ModelFailure, ScoreDailyInput, ScoreDailyResult, ScoredModel } from '../contract/messages.ts';
import type { ModelName } from '../domain/models.ts';
import { stepOptions } from './step-options.ts';

/**
 * Scores everybody worth a prediction, model by model. A model that was never deployed is skipped. If a model fails, the
 * others are still scored, and then the workflow fails: otherwise nobody would notice that a list is from yesterday.
 */
export async function scoreDaily(input: ScoreDailyInput): Promise<ScoreDailyResult> {
  const { models, requestedAt } = input;
  const limits = limitsOf(input);
  const { startTime, taskQueue } = workflowInfo();
  const at = requestedAt ?? startTime.toISOString();
  const results: ScoredModel[] = [];
  const failures: ModelFailure[] = [];
  const lines: string[] = [`Everybody as of ${at}`];
  function tell(line: string): void {
    lines.push(line);
    setCurrentDetails(lines.join('\n\n'));
  }
  function tellUnderWay(model: ModelName): void {
    setCurrentDetails([...lines, `**${model}**: being scored, the step's heartbeat tells how many are`].join('\n\n'));
  }

  for (const model of models) {
    const { scoreModel } = proxyActivities<TrainingActivities>({
      ...stepOptions(limits, limits.scoreTimeout),
      taskQueue: installationOfQueue(taskQueue).taskQueue('training'),
      summary: model,
    });
    tellUnderWay(model);
    try {
      const result = await scoreModel({ model, requestedAt: at });
      results.push(result);
      tell(describe(result));
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = readFailure(error);
      failures.push(failure);
      tell(`**${model}**: failed, ${failure.message}`);
    }
  }
  const [first] = failures;
  if (first === undefined) return { models: results };
  const { code, message, remedy } = first;
  throw ApplicationFailure.nonRetryable(message, code, { remedy });
}

function describe(result: ScoredModel): string {
  return result.state === 'scored'
    ? `**${result.model}**: ${result.subjects} scored by version ${result.version}`
    : `**${result.model}**: skipped, ${result.reason}`;
}
