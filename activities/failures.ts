import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { FailureDetails } from '../contract/failures.ts';
import { isPerennialError, isTransient } from '../domain/errors.ts';
import { isEngineError } from '../engine/engine-error.ts';
import { isRefusedForGood } from '../store/database/server-errors.ts';

/** An error of the program itself may come from a race, but not again and again. */
const defectAttempts = 3;

/**
 * Our errors become application failures whose type is the code. What can't succeed later is not retried: bad input, what the database
 * refuses for good, and after a few attempts a defect of ours. All other errors are retried up to the step's limit.
 */
export function toApplicationFailure(error: unknown, attempt = 1): unknown {
  if (isPerennialError(error) || isEngineError(error)) {
    return failure(error, {
      code: error.code,
      remedy: error.remedy,
      final: isEngineError(error) || !isTransient(error.code),
    });
  }
  const final = isRefusedForGood(error) || (isDefect(error) && attempt >= defectAttempts);
  return final ? failure(error as Error, { code: 'internal', remedy: seeWebUi, final }) : error;
}

const seeWebUi = 'The Temporal Web UI shows the failed step with its stack; report it with that.';

/** Node's own TypeErrors about networks ("fetch failed") have a cause, ours don't. */
function isDefect(error: unknown): boolean {
  if (!(error instanceof Error) || error.cause !== undefined) return false;
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

function failure(error: Error, { code, remedy, final }: { code: string; remedy: string; final: boolean }) {
  const details: FailureDetails = { remedy };
  return ApplicationFailure.create({
    message: error.message,
    type: code,
    nonRetryable: final,
    details: [details],
    cause: error,
  });
}

export function translateFailures(context: Context): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      async execute(
        input: ActivityExecuteInput,
        next: Next<ActivityInboundCallsInterceptor, 'execute'>,
      ): Promise<unknown> {
        try {
          return await next(input);
        } catch (error) {
          throw toApplicationFailure(error, context.info.attempt);
        }
      },
    },
  };
}
