/**
 * What a log line may carry. Tokens, passwords and the payloads of Temporal's tasks (which are people's data) never reach a
 * log, whatever object they are in and whoever logs it: our code, a library's error, or Temporal's SDK.
 */
const secretNames =
  /token|passw(or)?d|secret|authorization|cookie|api_?key|credential|payload|^(input|result|args|arguments|details|completion|activation|headers?|memo|searchattributes|metadata)$/i;

const deepest = 6;
const longestList = 100;

/** `details` and the like are ours in our own lines, and payloads in Temporal's: those of an error are left out. */
export function withoutSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, clean(name, value, 0)]));
}

function clean(name: string, value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (secretNames.test(name) && value !== null && value !== undefined) return '[left out]';
  if (typeof value === 'string') return withoutTaskData(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= deepest) return '[too deep]';
  if (Array.isArray(value)) return value.slice(0, longestList).map((one) => clean('', one, depth + 1));
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return clean(name, value.toJSON(), depth + 1);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(key, one, depth + 1)]));
}

/** An error's own further properties may be anything: a failure with its payloads, a request with its headers. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, remedy } = error as { code?: unknown; remedy?: unknown };
  return {
    type: error.name,
    message: withoutTaskData(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof remedy === 'string' ? { remedy } : {}),
    ...(error.stack === undefined ? {} : { stack: withoutTaskData(error.stack) }),
    ...(error.cause === undefined || depth >= deepest ? {} : { cause: clean('', error.cause, depth + 1) }),
  };
}

/** The part of Temporal's SDK that is written in Rust writes tokens and payloads into the text of its messages. */
export function withoutTaskData(text: string): string {
  return text
    .replace(/\b(task_?token)("?\s*[:=]\s*)("[^"]*"|\[[^\]]*\]|TaskToken\([^)]*\)|[^\s,;}]+)/gi, '$1$2[left out]')
    .replace(/\bTaskToken\((?!\.\.\.)[^)]*\)/g, 'TaskToken([left out])')
    .replace(/\bdata("?\s*:\s*)(\[[\d,\s]*\]|b?"(?:[^"\\]|\\.)*")/g, 'data$1[left out]')
    .replace(/\bBearer +[\x21-\x7e]+/gi, 'Bearer [left out]');
}
