import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A way to PostgreSQL on which each statement that is sent is seen. */
export type CountedDatabase = {
  readonly url: string;
  /** What was sent since the last call: the text of simple queries and of those that are parsed for it. */
  take(): string[];
  close(): void;
};

/** Frontend messages of the protocol (version 3): a letter, the length of the rest, the rest. The first one of a connection has no letter. */
export async function countQueries(databaseUrl: string): Promise<CountedDatabase> {
  const { port, hostname } = new URL(databaseUrl);
  let sent: string[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let waiting = Buffer.alloc(0);
    let isFirst = true;
    near.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        const head = isFirst ? 0 : 1;
        if (waiting.length < head + 4) return;
        const length = head + waiting.readInt32BE(head);
        if (waiting.length < length) return;
        const message = waiting.subarray(0, length);
        waiting = waiting.subarray(length);
        const letter = isFirst ? '' : String.fromCharCode(message[0] ?? 0);
        isFirst = false;
        if (letter === 'Q') sent.push(textAt(message, 5));
        // its name comes first, empty where it is used once
        if (letter === 'P') sent.push(textAt(message, message.indexOf(0, 5) + 1));
      }
    });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
    close: () => void server.close(),
  };
}

function textAt(message: Buffer, from: number): string {
  return message.subarray(from, message.indexOf(0, from)).toString();
}
