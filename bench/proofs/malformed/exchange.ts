import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is sent on one connection, and how the client goes on. */
export type Sent = {
  /** In order; `wait`: ms before it. */
  readonly parts: readonly { readonly bytes: Buffer; readonly wait?: number }[];
  /** read: until the server ends it. half-close: nothing more is sent. reset, leave: without reading. */
  readonly ending: 'read' | 'half-close' | 'reset' | 'leave';
};

export type Answered = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export type Exchange = {
  readonly answers: readonly Answered[];
  /** Bytes after the last answer that are none. */
  readonly rest: string;
  /** The server had ended it within the time. */
  readonly ended: boolean;
};

/** More than anything slow is given. */
const patience = 90_000;

export async function exchange(port: number, { parts, ending }: Sent): Promise<Exchange> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
  });
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    for (const event of ['end', 'close'] as const)
      socket.once(event, () => {
        isOver = true;
        resolve();
      });
  });
  await new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', resolve);
  });
  for (const { bytes, wait } of parts) {
    if (wait !== undefined) await Promise.race([sleep(wait), over]);
    if (isOver || socket.destroyed) break;
    socket.write(bytes);
  }
  if (ending === 'reset') socket.resetAndDestroy();
  else if (ending === 'leave') socket.destroy();
  else if (ending === 'half-close') socket.end();
  const late = new AbortController();
  await Promise.race([over, sleep(patience, undefined, { signal: late.signal }).catch(() => {})]);
  late.abort();
  socket.destroy();
  return { ...readAnswers(received), ended: isOver };
}

/** Answers of a length that is said, or in chunks. */
function readAnswers(text: string): Pick<Exchange, 'answers' | 'rest'> {
  const answers: Answered[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const status = /^HTTP\/1\.1 (\d{3})/.exec(rest)?.[1];
    if (end === -1 || status === undefined) return { answers, rest };
    const lines = rest.slice(0, end).split('\r\n').slice(1);
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );
    const after = rest.slice(end + 4);
    const length = Number(headers.get('content-length') ?? (headers.has('transfer-encoding') ? after.length : 0));
    if (after.length < length) return { answers, rest };
    rest = after.slice(length);
    if (status !== '100') answers.push({ status: Number(status), headers, body: after.slice(0, length) });
  }
}
