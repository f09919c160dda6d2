/** `00-<trace>-<parent span>-<flags>`, https://www.w3.org/TR/trace-context/#traceparent-header */
const pattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/;

/** null: it is not one, so a new trace begins. Version 00 has exactly these fields; a later one may have more. */
export function traceIdOf(traceparent: string | undefined): string | null {
  if (traceparent === undefined || (traceparent.startsWith('00') && traceparent.length !== 55)) return null;
  return pattern.exec(traceparent)?.[1] ?? null;
}

/** The first of a trace of our own; whoever makes spans may keep them. */
export function newTraceparent(traceId: string): string {
  return `00-${traceId}-${traceId.slice(16)}-01`;
}
