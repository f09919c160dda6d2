import { ApplicationFailure } from '@temporalio/common';
import { isCancellation, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities, TrainingActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { installationOfQueue } from '../contract/installation.ts';
import { limitsOf } from '../contract/limits.ts';
import type { ModelFailure } from '../contract/messages.ts';
import type { MonitoredModel, MonitorInput, MonitorResult } from '../contract/watch-messages.ts';
import { deliverMails } from './deliver-mails.ts';
import { stepOptions } from './step-options.ts';

/**
 * Measures the deployed models one after another, for the day on which it started, and has degraded models trained again. A
 * second run on the same day replaces the results of the first. If a model can't be measured, the others are, and then the
 * workflow fails.
 */
export async function monitor(input: MonitorInput): Promise<MonitorResult> {
  const { models, windowDays, cooldownDays, requestedAt } = input;
  const limits = limitsOf(input);
  const { startTime, taskQueue, workflowId, runId } = workflowInfo();
  const at = requestedAt ?? startTime.toISOString();
  const results: MonitoredModel[] = [];
  const lines = [`Labels of the ${windowDays} days before ${at}`];
  let failed: ModelFailure | undefined;
  for (const model of models) {
    const { monitorModel } = proxyActivities<TrainingActivities>({
      ...stepOptions(limits, limits.evaluateTimeout),
      taskQueue: installationOfQueue(taskQueue).taskQueue('training'),
      summary: model,
    });
    try {
      const result = await monitorModel({ model, requestedAt: at, windowDays });
      results.push(result);
      if (result.state === 'monitored') await deliverMails(result, limits, model);
      lines.push(`**${model}**: ${describe(result)}`);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = readFailure(error);
      failed ??= failure;
      lines.push(`**${model}**: failed, ${failure.message}`);
    }
    setCurrentDetails(lines.join('\n\n'));
  }
  const { answerDegradation } = proxyActivities<OrchestrationActivities>({
    ...stepOptions(limits, limits.recordTimeout),
    summary: 'what is done about degraded models',
  });
  const answers = await answerDegradation({
    monitor: `${workflowId}/${runId}`,
    models,
    requestedAt: at,
    windowDays,
    cooldownDays,
  });
  for (const { model, said } of answers) lines.push(`**${model}** is degraded. ${said}`);
  setCurrentDetails(lines.join('\n\n'));
  if (failed === undefined) return { models: results, answers };
  throw ApplicationFailure.nonRetryable(failed.message, failed.code, { remedy: failed.remedy });
}

function describe(result: MonitoredModel): string {
  if (result.state === 'skipped') return `skipped, ${result.reason}`;
  return `${result.records} figures of ${result.versions} versions, version ${result.version} serves`;
}
