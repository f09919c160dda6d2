import { Agent, get, type IncomingMessage, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { quantile } from '../../figures.ts';

/** What the load generator is told on the first line of stdin. It goes on until stdin ends. */
export type Load = {
  readonly url: string;
  readonly token: string;
  readonly streams: number;
  /** A second; what was due while the generator itself was held up is sent late, not left out. */
  readonly polls: { readonly path: string; readonly perSecond: number };
  readonly predictions: number;
  /** Bodies of predictions, sent in turn. */
  readonly bodies: readonly string[];
};

export type Times = { readonly count: number; readonly p50: number; readonly p99: number; readonly most: number };

/** What it answers on stdout, after a line `open` once all streams are. Milliseconds. */
export type LoadFigures = {
  readonly seconds: number;
  readonly polls: Times;
  readonly predictions: Times;
  /** What was not answered by 200, by what it was instead. */
  readonly failures: Readonly<Record<string, number>>;
  /** Streams that ended before they were left. */
  readonly endedStreams: number;
  /** Events that were told, over all streams, by topic. */
  readonly told: Readonly<Record<string, number>>;
  /** From the commit of an event until a stream was told, over all but statuses. */
  readonly tellingMost: number;
  /** p99 of what the generator itself was late: what its own machine adds to the figures. */
  readonly ownDelay: number;
  readonly processorSeconds: number;
};

/** A process of its own, so that its work isn't the product's: `node generate-load.ts`. */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const ended = new Promise<void>((resolve) => lines.once('close', resolve));
  const [first] = await new Promise<string[]>((resolve) => lines.once('line', (line) => resolve([line])));
  const load = JSON.parse(first ?? '{}') as Load;
  const generator = createGenerator(load);
  await generator.open();
  process.stdout.write('open\n');
  generator.start();
  await ended;
  process.stdout.write(JSON.stringify(await generator.stop()));
  process.exit(0);
}

function createGenerator({ url, token, streams, polls, predictions, bodies }: Load) {
  const authorization = `Bearer ${token}`;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times = { polls: [] as number[], predictions: [] as number[] };
  const failures: Record<string, number> = {};
  const told: Record<string, number> = {};
  const encoded = bodies.map((body) => Buffer.from(body));
  const delays = monitorEventLoopDelay({ resolution: 5 });
  let endedStreams = 0;
  let tellingMost = 0;
  let leaving = false;
  let pending = 0;
  let from = 0;
  let sent = { polls: 0, predictions: 0 };
  let timer: NodeJS.Timeout | undefined;
  const opened: IncomingMessage[] = [];

  function failed(what: string): void {
    failures[what] = (failures[what] ?? 0) + 1;
  }

  function openStream(): Promise<void> {
    return new Promise((resolve) => {
      const opening = get(`${url}/api/v1/events`, { headers: { authorization }, agent: false }, (response) => {
        opened.push(response);
        if (response.statusCode !== 200) failed(`stream: ${response.statusCode}`);
        response.on('data', note);
        response.on('error', () => {});
        response.once('close', () => {
          if (!leaving) endedStreams++;
        });
        resolve();
      });
      opening.on('error', (error) => {
        if (!leaving) failed(`stream: ${error.message}`);
        resolve();
      });
    });
  }

  /** Events are short: one comes in one piece, or is counted at its first one. */
  function note(chunk: Buffer): void {
    const text = chunk.toString('latin1');
    for (const [, topic = ''] of text.matchAll(/^event: (\w+)$/gm)) told[topic] = (told[topic] ?? 0) + 1;
    for (const [, at = ''] of text.matchAll(/"at":"([^"]+)"/g))
      tellingMost = Math.max(tellingMost, Date.now() - Date.parse(at));
  }

  function ask(kind: 'polls' | 'predictions'): void {
    const at = performance.now();
    const body = kind === 'polls' ? null : encoded[sent.predictions % encoded.length];
    const path = kind === 'polls' ? polls.path : '/api/v1/predictions/lead_scoring';
    const method = body === null ? 'GET' : 'POST';
    const headers = {
      authorization,
      ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
    };
    pending++;
    const asking = request(url + path, { method, headers, agent }, (response) => {
      let refusal = '';
      if (response.statusCode === 200) response.resume();
      else response.on('data', (chunk: Buffer) => (refusal += chunk.toString()));
      response.once('close', () => {
        pending--;
        times[kind].push(performance.now() - at);
        if (response.statusCode !== 200) failed(`${kind}: ${response.statusCode} ${refusal.slice(0, 200)}`);
        else if (!response.complete) failed(`${kind}: cut off`);
      });
    });
    asking.on('error', (error) => {
      pending--;
      failed(`${kind}: ${error.message}`);
    });
    asking.end(body ?? undefined);
  }

  function sendDue(): void {
    const seconds = (performance.now() - from) / 1_000;
    for (; sent.polls < seconds * polls.perSecond; sent.polls++) ask('polls');
    for (; sent.predictions < seconds * predictions; sent.predictions++) ask('predictions');
  }

  return {
    async open() {
      // some at a time: the backlog of a listening socket is no subject here
      const next = async () => {
        while (opened.length < streams && endedStreams === 0 && Object.keys(failures).length === 0) {
          starting++;
          if (starting > streams) return;
          await openStream();
        }
      };
      let starting = 0;
      await Promise.all(Array.from({ length: 50 }, next));
    },
    start() {
      from = performance.now();
      sent = { polls: 0, predictions: 0 };
      delays.enable();
      timer = setInterval(sendDue, 5);
    },
    async stop(): Promise<LoadFigures> {
      clearInterval(timer);
      const seconds = (performance.now() - from) / 1_000;
      for (let waited = 0; pending > 0 && waited < 10_000; waited += 50)
        await new Promise((resolve) => setTimeout(resolve, 50));
      if (pending > 0) failed(`${pending} unanswered`);
      leaving = true;
      for (const response of opened) response.destroy();
      const { user, system } = process.cpuUsage();
      return {
        ...{ seconds, failures, endedStreams, told, tellingMost },
        polls: summary(times.polls),
        predictions: summary(times.predictions),
        ownDelay: delays.percentile(99) / 1e6,
        processorSeconds: (user + system) / 1e6,
      };
    },
  };
}

function summary(values: readonly number[]): Times {
  const most = values.reduce((one, other) => Math.max(one, other), 0);
  return { count: values.length, p50: quantile(values, 0.5), p99: quantile(values, 0.99), most };
}

await main();
