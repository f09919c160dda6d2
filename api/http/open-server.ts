import { createServer, type RequestListener, type Server } from 'node:http';
import type { Metrics } from '../../telemetry/metrics.ts';
import { refuseConnect, refuseUnreadable } from './refuse-unreadable.ts';
import { withPath } from './request-target.ts';

export type ServerLimits = {
  /** ms in which the head of a request must come, from the opening of the connection on. */
  readonly head: number;
  /** ms between two looks for heads that are late. */
  readonly look: number;
  /** ms between two requests of a connection. */
  readonly idle: number;
  /** ms in which nothing is sent or received, after which a connection is given up. */
  readonly silence: number;
  /** More are closed at once: the process needs files for the database and its own work too. */
  readonly connections: number;
};

export const serverLimits: ServerLimits = {
  head: 20_000,
  look: 5_000,
  idle: 75_000,
  silence: 10 * 60_000,
  connections: 5_000,
};

/** The server under the app: what it takes in, and for how long. */
export function openServer(app: RequestListener, metrics: Metrics, limits: ServerLimits = serverLimits): Server {
  const listener = withPath(app);
  // a stream of rows may go on for days; `read-body.ts` limits the time of all other bodies
  const server = createServer(
    {
      requestTimeout: 0,
      headersTimeout: limits.head,
      connectionsCheckingInterval: limits.look,
      // Node would refuse by a bare status
      requireHostHeader: false,
    },
    listener,
  );
  server.setTimeout(limits.silence);
  // longer than proxies and clients keep one that they may use again (nginx 60 s): a request on one that is being closed would be lost
  server.keepAliveTimeout = limits.idle;
  server.maxConnections = limits.connections;
  // too many are refused; Node would leave out those after the two-thousandth without a word
  server.maxHeadersCount = 0;
  // Node would answer an unknown Expect by a bare 417; RFC 9110, section 10.1.1, lets us ignore it
  server.on('checkExpectation', listener);
  refuseUnreadable(server, metrics);
  refuseConnect(server, metrics);
  return server;
}
