import type { ModelProgress } from '../../../contract/messages.ts';
import type { TrainingStatus } from '../../../control/status.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import type { Metrics } from '../../../domain/targets.ts';
import { barLine } from '../bar.ts';
import { formatMoment } from '../format.ts';
import { metricSummary } from '../operation/metrics.ts';
import { remainingText, remainingTime } from '../remaining.ts';

/** The fields that are shown. */
export type ShownStatus = Omit<TrainingStatus, 'retrain_id' | 'models'> & {
  readonly models: readonly Pick<ModelProgress, 'model' | 'state' | 'progress' | 'message'>[];
};

/** @param now for the time that is left */
export function statusLines(status: ShownStatus, now: Date): string[] {
  if (status.status === 'idle') return ['Status: idle', '   No training yet. Start one: npx perennial train'];
  const model = status.current_model === null ? '' : ` (${status.current_model})`;
  return [
    `Status: ${status.status}${status.status === 'training' ? model : ''}`,
    status.status === 'training' ? barLine(status.progress / 100, doing(status, now)) : `   ${status.message}`,
    `   Started: ${formatMoment(status.started_at)}`,
    ...(status.finished_at === null ? [] : [`   Finished: ${formatMoment(status.finished_at)}`]),
    ...status.models.map(modelLine),
    ...modelNames.flatMap((name) => metricsLine(name, status.metrics[name])),
    ...(status.stale ? ['   No worker answers: these are the last figures that were stored.'] : []),
  ];
}

function doing({ progress, message, started_at }: ShownStatus, now: Date): string {
  const elapsed = started_at === null ? 0 : now.getTime() - Date.parse(started_at);
  const left = remainingText(remainingTime(elapsed, progress / 100));
  return left === '' ? message : `${left}, ${message}`;
}

function modelLine({ model, state, progress, message }: ShownStatus['models'][number]): string {
  const doing = state === 'running' ? `${progress}%${message === '' ? '' : ` - ${message}`}` : state;
  return `   ${model}: ${doing}`;
}

function metricsLine(model: ModelName, metrics: Metrics | undefined): string[] {
  return metrics === undefined ? [] : [`   ${model}: ${metricSummary(model, metrics)}`];
}

/** Equal for two statuses when their difference is not worth a new line in a log. */
export function statusStep(status: ShownStatus): string {
  return JSON.stringify([status.status, status.current_model, Math.floor(status.progress / 10), status.stale]);
}
