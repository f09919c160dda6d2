import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly at: number };

/** An HTTP server of somebody else, which may be away, and come back at the same port. */
export type Receiver = {
  readonly url: string;
  readonly port: number;
  /** In the order of arrival, whatever was answered. */
  readonly received: Received[];
  answer: (received: Received) => number | { readonly status: number; readonly location: string };
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  /** Resolves at the next request after which it is so. */
  until(isSo: () => boolean): Promise<void>;
};

export async function openReceiver(): Promise<Receiver> {
  let server: Server | undefined;
  let heard: () => void = () => {};

  function listen(port: number): Promise<Server> {
    const listening = createServer(async (request, response) => {
      const body = await text(request);
      const received = { headers: request.headers, body, at: Date.now() };
      receiver.received.push(received);
      const answer = receiver.answer(received);
      if (typeof answer === 'number') response.writeHead(answer).end();
      else response.writeHead(answer.status, { location: answer.location }).end();
      heard();
    });
    return new Promise((resolve, reject) => {
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', () => resolve(listening));
    });
  }

  server = await listen(0);
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks/perennial`,
    port,
    received: [],
    answer: () => 204,
    async leave() {
      const leaving = server;
      server = undefined;
      if (leaving === undefined) return;
      leaving.closeAllConnections();
      await new Promise((resolve) => leaving.close(resolve));
    },
    async comeBack() {
      server = await listen(port);
    },
    async until(isSo) {
      while (!isSo()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        heard = resolve;
        await promise;
      }
    },
  };
  return receiver;
}
