import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** ms */
export const drainLimits = {
  /** Without a request for this long, nobody is believed to be sending one. */
  quiet: 100,
  /** A busy server goes on accepting connections for so long. */
  welcome: 1_000,
  /** Requests that have no answer by then are refused. */
  answer: 3_000,
  /** Refusals get this long to leave before what is open is cut off. */
  farewell: 200,
} as const;

export type Drain = { close(): Promise<void> };

/**
 * Ends a server so that each request is answered or refused, and none is dropped. From `close` on, every answer closes its connection.
 * New requests are answered until none came for a moment, because closing at once would reset those that a client has sent and
 * we haven't read. Then new connections are refused by the system, and what is under way is answered. Calling `close` twice is allowed.
 *
 * @param refuse answers in place of a request's handler that takes too long.
 */
export function drainable(
  server: Server,
  refuse: (response: ServerResponse) => void,
  limits: Readonly<Record<keyof typeof drainLimits, number>> = drainLimits,
): Drain {
  const { quiet, welcome, answer, farewell } = limits;
  const open = new Set<ServerResponse>();
  let lastAt = 0;
  let closing: Promise<void> | undefined;

  server.prependListener('request', (_request, response: ServerResponse) => {
    lastAt = performance.now();
    open.add(response);
    response.once('close', () => open.delete(response));
    if (closing !== undefined) response.shouldKeepAlive = false;
  });

  function connections(): Promise<number> {
    return new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)));
  }

  async function close(): Promise<void> {
    if (!server.listening) return;
    const from = performance.now();
    for (const response of open) response.shouldKeepAlive = false;
    while ((await connections()) > 0 && performance.now() - from < welcome) {
      if (open.size === 0 && performance.now() - Math.max(from, lastAt) > quiet) break;
      await sleep(quiet / 5);
    }
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const late = new AbortController();
    const cutting = sleep(answer, undefined, { signal: late.signal }).then(
      async () => {
        for (const response of open) if (!response.headersSent) refuse(response);
        await sleep(farewell);
        server.closeAllConnections();
      },
      () => {}, // all were answered
    );
    await closed;
    late.abort();
    await cutting;
  }

  return {
    close() {
      closing ??= close();
      return closing;
    },
  };
}
