import type { WorkflowClientInterceptor } from '@temporalio/client';
import { toCarriedHeaders } from '../contract/carried-headers.ts';
import { circumstances } from '../telemetry/circumstances.ts';

/** Tells a workflow for which request, and in which trace, it is started or commanded. Signals of steps about their progress carry nothing. */
export const carryRequest: WorkflowClientInterceptor = {
  start: (input, next) => next(withHeaders(input)),
  startWithDetails: (input, next) => next(withHeaders(input)),
  signalWithStart: (input, next) => next(withHeaders(input)),
  startUpdate: (input, next) => next(withHeaders(input)),
  startUpdateWithStart: (input, next) =>
    next({
      ...input,
      workflowStartHeaders: { ...input.workflowStartHeaders, ...carried() },
      updateHeaders: { ...input.updateHeaders, ...carried() },
    }),
};

function withHeaders<Input extends { readonly headers: ReturnType<typeof carried> }>(input: Input): Input {
  return { ...input, headers: { ...input.headers, ...carried() } };
}

function carried() {
  return toCarriedHeaders(circumstances().carried);
}
