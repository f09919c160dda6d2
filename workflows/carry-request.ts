import type { Headers } from '@temporalio/common';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { carriedHeadersOf, readCarriedHeaders } from '../contract/carried-headers.ts';

/**
 * Passes on what the start of a workflow carried, to its steps, its children and the run that continues it. Nothing here waits, so no
 * command of a workflow comes in another order, and histories that were recorded without it replay.
 */
export function interceptors(): WorkflowInterceptors {
  let carried: Headers = {};
  const pass = <Input extends { readonly headers: Headers }>(input: Input): Input => ({
    ...input,
    headers: { ...carried, ...input.headers },
  });
  return {
    inbound: [
      {
        execute(input, next) {
          carried = carriedHeadersOf(input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(pass(input)),
        scheduleLocalActivity: (input, next) => next(pass(input)),
        startChildWorkflowExecution: (input, next) => next(pass(input)),
        continueAsNew: (input, next) => next(pass(input)),
        getLogAttributes(input, next) {
          const { requestId, traceparent } = readCarriedHeaders(carried);
          return next({ request_id: requestId, trace_id: traceparent?.split('-')[1], ...input });
        },
      },
    ],
  };
}
