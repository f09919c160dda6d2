import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory, WorkerOptions } from '@temporalio/worker';
import type { Carried } from './circumstances.ts';

export type TracingSettings = { readonly protocol: 'http/protobuf' | 'http/json' };

export type RequestTracing = {
  /** Does `work` within a span that ends with the answer. */
  serve(
    headers: IncomingHttpHeaders,
    request: { readonly method: string; readonly route: string },
    response: ServerResponse,
    work: (span: { readonly carried: Carried; readonly traceId: string }) => void,
  ): void;
};

/** Spans of requests, workflows and steps, sent to a collector of OpenTelemetry. A process has one, or none. */
export type Tracing = RequestTracing & {
  readonly client: WorkflowClientInterceptor;
  readonly activity: ActivityInterceptorsFactory;
  /** Of what workflows say, which run in a sandbox. */
  readonly sinks: NonNullable<WorkerOptions['sinks']>;
  /** Sends what is left. */
  close(): Promise<void>;
};
