import type { ActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/workflow';
import type { Limits } from '../domain/limits.ts';

/**
 * The options of every activity, from the run's limits. WAIT_CANCELLATION_COMPLETED, because a step counts as cancelled only
 * when its thread and its query have stopped.
 */
export function stepOptions(limits: Limits, timeout: number, attempts: number = limits.stepAttempts): ActivityOptions {
  return {
    startToCloseTimeout: timeout,
    heartbeatTimeout: limits.heartbeatTimeout,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: limits.retryInitial,
      maximumInterval: limits.retryMaximum,
      maximumAttempts: attempts,
    },
  };
}
