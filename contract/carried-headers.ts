import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/**
 * Headers of workflows and activities that say for which request they were started, and in which trace. The second is the header of
 * `@temporalio/interceptors-opentelemetry`, which writes the context of its spans into it: `traceparent` and `tracestate` by name.
 */
const requestHeader = 'perennial-request-id';
const traceHeader = '_tracer-data';

export type CarriedRequest = {
  readonly requestId?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
};

export function toCarriedHeaders({ requestId, ...trace }: CarriedRequest): Headers {
  return {
    ...(requestId !== undefined && { [requestHeader]: defaultPayloadConverter.toPayload(requestId) }),
    ...(trace.traceparent !== undefined && { [traceHeader]: defaultPayloadConverter.toPayload(trace) }),
  };
}

/** Empty where whoever started it carried nothing, such as a schedule. */
export function readCarriedHeaders(headers: Headers): CarriedRequest {
  const { [requestHeader]: request, [traceHeader]: trace } = headers;
  return {
    ...(request !== undefined && { requestId: defaultPayloadConverter.fromPayload<string>(request) }),
    ...(trace !== undefined && defaultPayloadConverter.fromPayload<CarriedRequest>(trace)),
  };
}

/** What a workflow passes on to all that it starts. */
export function carriedHeadersOf(headers: Headers): Headers {
  return Object.fromEntries(
    [requestHeader, traceHeader].flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}
