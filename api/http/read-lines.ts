import type { Readable } from 'node:stream';

/** A line that is longer than the limit is given as null, and not kept. */
export type Line = Buffer | null;

export type LineLimits = {
  /** Lines at a time, and about as many bytes of them. */
  readonly most: number;
  readonly mostBytes: number;
  /** Bytes of a line. */
  readonly longest: number;
  /** ms without more after which what has come is handed over, so that a sender who pauses gets its answers. */
  readonly idle: number;
};

/** Lines of a stream, as many at a time as there are, within the limits. No more is read until they are taken. */
export async function* readLines(
  stream: Readable,
  { most, mostBytes, longest, idle }: LineLimits,
): AsyncGenerator<Line[]> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const splitter = createSplitter(longest);
  let next = chunks.next();
  // a failure that comes while lines are taken is told when the stream is read again
  next.catch(() => {});
  let waiting: Line[] = [];
  let bytes = 0;
  for (;;) {
    const chunk = waiting.length === 0 ? await next : await Promise.race([next, pause(idle)]);
    if (chunk === 'idle') {
      yield waiting;
      waiting = [];
      bytes = 0;
      continue;
    }
    if (chunk.done === true) break;
    waiting.push(...splitter.split(chunk.value));
    bytes += chunk.value.length;
    while (waiting.length >= most || (bytes >= mostBytes && waiting.length > 0)) {
      yield waiting.slice(0, most);
      waiting = waiting.slice(most);
      bytes = 0;
    }
    next = chunks.next();
    next.catch(() => {});
  }
  const last = splitter.end();
  if (last !== undefined) waiting.push(last);
  if (waiting.length > 0) yield waiting;
}

function pause(ms: number): Promise<'idle'> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'idle').unref());
}

const newline = 0x0a;

function createSplitter(longest: number) {
  let parts: Buffer[] = [];
  let size = 0;
  const keep = (part: Buffer) => {
    size += part.length;
    if (size <= longest) parts.push(part);
    else parts = [];
  };
  const take = (): Line => {
    const line = size > longest ? null : Buffer.concat(parts, size);
    parts = [];
    size = 0;
    return line;
  };
  return {
    split(chunk: Buffer): Line[] {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        lines.push(take());
        from = at + 1;
      }
      if (from < chunk.length) keep(Buffer.from(chunk.subarray(from)));
      return lines;
    },
    end: (): Line | undefined => (size === 0 ? undefined : take()),
  };
}
