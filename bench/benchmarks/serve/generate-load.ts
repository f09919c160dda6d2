import { Agent, request } from 'node:http';
import { quantile } from '../../figures.ts';

/** What the load generator is told on stdin, one JSON object. */
export type Load = {
  readonly url: string;
  readonly token: string;
  /** Bodies of the requests, sent in turn. */
  readonly bodies: readonly string[];
  /** Connections, each of which sends its next request when the last one is answered. */
  readonly connections: number;
  /** Not counted. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
};

/** What it answers on stdout. Milliseconds. */
export type LoadFigures = {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly answered: number;
  /** Answered before anything was counted. */
  readonly warmedUp: number;
  /** Answers that weren't 200, the first in words. */
  readonly failed: number;
  readonly firstFailure: string | null;
};

/** A process of its own, so that its work isn't the server's: `node generate-load.ts < load.json`. */
async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const load = JSON.parse(Buffer.concat(chunks).toString()) as Load;
  process.stdout.write(JSON.stringify(await generate(load)));
}

async function generate({ url, token, bodies, connections, warmUpSeconds, seconds }: Load): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const encoded = bodies.map((body) => Buffer.from(body));
  const headers = encoded.map((body) => ({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': body.byteLength,
  }));
  const from = performance.now() + warmUpSeconds * 1_000;
  const until = from + seconds * 1_000;
  const latencies: number[] = [];
  let failed = 0;
  let firstFailure: string | null = null;
  let next = 0;
  let warmedUp = 0;
  let lastAnswer = from;

  async function connection(): Promise<void> {
    for (let sent = performance.now(); sent < until; sent = performance.now()) {
      const at = next++ % encoded.length;
      const failure = await send(url, agent, headers[at], encoded[at]);
      const answered = performance.now();
      if (failure !== null) {
        failed++;
        firstFailure ??= failure;
      }
      if (sent < from) {
        warmedUp++;
        continue;
      }
      latencies.push(answered - sent);
      lastAnswer = answered;
    }
  }

  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return {
    requestsPerSecond: (latencies.length * 1_000) / (lastAnswer - from),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    answered: latencies.length,
    warmedUp,
    failed,
    firstFailure,
  };
}

/** Resolves with what was wrong, once the whole answer is there. */
function send(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
): Promise<string | null> {
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode === 200) {
        response.on('end', () => resolve(null));
        response.resume();
        return;
      }
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve(`${response.statusCode} ${text.slice(0, 500)}`));
    });
    sending.on('error', (error) => resolve(error.message));
    sending.end(body);
  });
}

await main();
