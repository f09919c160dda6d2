import { randomUUID } from 'node:crypto';
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { PerennialError } from '../../domain/errors.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { toProblem } from './error-handler.ts';
import { requestIdHeader } from './observe-requests.ts';

/**
 * Answers what never becomes a request: bytes that are not HTTP, headers without end, a head or body that comes too slowly. No route sees
 * them, and Node's own answer is a bare status.
 */
export function refuseUnreadable(server: Server, metrics: Metrics): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // as Node itself: who left hears nothing, and into an answer that has begun nothing is written
    if (error.code === 'ECONNRESET' || !socket.writable || hasBegun(socket)) return void socket.destroy();
    refuse(socket, refusalOf(error), metrics);
  });
}

/** Node would close such a connection without a word. */
export function refuseConnect(server: Server, metrics: Metrics): void {
  server.on('connect', (_request, socket) => {
    const refusal = new PerennialError('invalid_input', 'This is not a proxy.', 'Send HTTP/1.1 as /docs shows.');
    refuse(socket, refusal, metrics);
  });
}

/** ms in which a client that still sends can read its answer; cut off at once, it might lose it. */
const lingering = 1_000;

function refuse(socket: Duplex, refusal: PerennialError, metrics: Metrics): void {
  const problem = toProblem(refusal);
  const requestId = randomUUID();
  const body = JSON.stringify({ ...problem, request_id: requestId });
  metrics.requests.inc({ method: 'other', route: 'none', status: problem.status });
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `${requestIdHeader}: ${requestId}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.on('error', () => {});
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const cut = setTimeout(() => socket.destroy(), lingering);
  socket.once('close', () => clearTimeout(cut));
}

function refusalOf({ code, message }: NodeJS.ErrnoException): PerennialError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new PerennialError(
      'headers_too_large',
      'The head of the request is larger than 16 kB.',
      'Send fewer or shorter headers, and a shorter address.',
    );
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new PerennialError('request_timeout', 'The request took too long to arrive.', 'Send it again, at once.');
  return new PerennialError('invalid_input', `This is not HTTP: ${message}.`, 'Send HTTP/1.1 as /docs shows.');
}

/** Node's types don't have it. */
function hasBegun(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as { readonly _httpMessage?: { readonly headersSent: boolean } | null };
  return answer?.headersSent ?? false;
}
