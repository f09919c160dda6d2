import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { FailureDetails } from '../contract/failures.ts';
import { isPerennialError, isTransient } from '../domain/errors.ts';
import { isEngineError } from '../engine/engine-error.ts';

/**
 * Our errors become application failures whose type is the code; failures by bad input are not retried. All other errors are
 * retried up to the step's limit.
 */
export function toApplicationFailure(error: unknown): unknown {
  if (!isPerennialError(error) && !isEngineError(error)) return error;
  const details: FailureDetails = { remedy: error.remedy };
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: isEngineError(error) || !isTransient(error.code),
    details: [details],
    cause: error,
  });
}

export function translateFailures(): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      async execute(
        input: ActivityExecuteInput,
        next: Next<ActivityInboundCallsInterceptor, 'execute'>,
      ): Promise<unknown> {
        try {
          return await next(input);
        } catch (error) {
          throw toApplicationFailure(error);
        }
      },
    },
  };
}
