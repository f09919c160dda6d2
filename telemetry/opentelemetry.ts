import { setTimeout as sleep } from 'node:timers/promises';
import {
  context,
  type DiagLogger,
  DiagLogLevel,
  diag,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { Carried } from './circumstances.ts';
import type { Logger } from './log.ts';
import type { Tracing, TracingSettings } from './tracing.ts';

/**
 * The part that is loaded where OTEL_* variables ask for it. Collector, headers, sampler, limits and resource attributes are read from the
 * environment by OpenTelemetry's packages themselves.
 */
export function startTracing({ protocol }: TracingSettings, serviceName: string, log: Logger): Tracing {
  diag.setLogger(tellSeldom(log), DiagLogLevel.WARN);
  const resource = new Resource({ 'service.name': serviceName }).merge(
    detectResourcesSync({ detectors: [envDetectorSync] }),
  );
  const exporter = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const processor = new BatchSpanProcessor(exporter);
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const tracer = provider.getTracer('perennial');

  return {
    serve(headers, { method, route }, response, work) {
      const from = propagation.extract(context.active(), headers);
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, from);
      response.once('close', () => {
        span.setAttribute('http.response.status_code', response.statusCode);
        if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      const within = trace.setSpan(from, span);
      context.with(within, () => work({ carried: carriedBy(within), traceId: traceIdOfSpan(span) }));
    },
    client: new OpenTelemetryWorkflowClientInterceptor({ tracer }),
    activity: (ctx) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(ctx, { tracer }) }),
    sinks: { exporter: makeWorkflowExporter(processor, resource) },
    async close() {
      const late = sleep(farewell, undefined, { ref: false });
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}

/** ms: a collector that is away must not keep the process from ending. */
const farewell = 3_000;
/** ms */
const tellingInterval = 60_000;

/** A collector that is away fails every few seconds. */
function tellSeldom(log: Logger): DiagLogger {
  let toldAt = Number.NEGATIVE_INFINITY;
  function tell(message: string): void {
    if (performance.now() - toldAt < tellingInterval) return;
    toldAt = performance.now();
    log.warn({}, `OpenTelemetry: ${message}`);
  }
  return { error: tell, warn: tell, info() {}, debug() {}, verbose() {} };
}

function carriedBy(active: ReturnType<typeof context.active>): Carried {
  const carrier: { traceparent?: string; tracestate?: string } = {};
  propagation.inject(active, carrier);
  return carrier;
}

function traceIdOfSpan(span: Span): string {
  return span.spanContext().traceId;
}
