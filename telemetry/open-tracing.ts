import type { Logger } from './log.ts';
import type { Tracing, TracingSettings } from './tracing.ts';

/**
 * Nothing of OpenTelemetry's SDK is loaded unless somebody asked for it.
 *
 * @param serviceName where OTEL_SERVICE_NAME isn't set.
 */
export async function openTracing(
  settings: TracingSettings | null,
  serviceName: string,
  log: Logger,
): Promise<Tracing | null> {
  if (settings === null) return null;
  const { startTracing } = await import('./opentelemetry.ts');
  return startTracing(settings, serviceName, log);
}
