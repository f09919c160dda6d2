import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { readCarriedHeaders } from '../contract/carried-headers.ts';
import { inCircumstances } from '../telemetry/circumstances.ts';
import { traceIdOf } from '../telemetry/trace-context.ts';

/** Every log line of a step names its workflow, its attempt, and the request that began all of it. */
export function carryCircumstances({ info }: Context): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      execute(input, next) {
        const carried = readCarriedHeaders(input.headers);
        const fields = {
          request_id: carried.requestId,
          trace_id: traceIdOf(carried.traceparent) ?? undefined,
          workflow_id: info.workflowExecution?.workflowId,
          workflow_run_id: info.workflowExecution?.runId,
          activity: info.activityType,
          attempt: info.attempt,
        };
        return inCircumstances({ carried, fields }, () => next(input));
      },
    },
  };
}
