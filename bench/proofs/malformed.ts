import { loadavg } from 'node:os';
import { createRandom } from '../../engine/random.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import type { LoadFigures } from './load/generate-load.ts';
import { sendLoad } from './load/send-load.ts';
import { type Case, smuggledName } from './malformed/case-tools.ts';
import { createCases } from './malformed/cases.ts';
import { type Exchange, exchange } from './malformed/exchange.ts';
import { openStage, type Stage } from './malformed/stage.ts';

/** Connections at once, beside the slow ones. */
const connections = 8;
/** One in so many is slow. */
const slowEach = 50;
/** A second, of a probe in a process of its own. */
const probes = 50;

/** `npm run proof -- malformed [seed] [--reduced]` */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seed = Number(args[0] ?? Date.now() % 1_000_000);
  const count = reduced ? 500 : 5_000;
  print(`  seed ${seed}: npm run proof -- malformed ${seed}`);
  const stage = await openStage();
  try {
    const alone = await probe(stage, () => new Promise((resolve) => setTimeout(resolve, reduced ? 4_000 : 10_000)));
    const cases = casesOf(seed, count, stage.token);
    // what is compiled and cached by then is so for all
    await sendAll(
      stage,
      casesOf(seed + 1, 1_000, stage.token).filter(({ isSlow }) => !isSlow),
    );
    const memoryBefore = stage.memory();
    let faults: string[] = [];
    const beside = await probe(stage, async () => {
      faults = await sendAll(stage, cases);
    });
    const memoryAfter = stage.memory();
    const after = await probe(stage, () => new Promise((resolve) => setTimeout(resolve, 2_000)));
    return { passed: await judge(stage, { cases, faults, alone, beside, after, memoryBefore, memoryAfter }) };
  } finally {
    await stage.close();
  }
}

function casesOf(seed: number, count: number, token: string): Case[] {
  const cases = createCases(createRandom(seed), token);
  return Array.from({ length: count }, (_, at) => (at % slowEach === 0 ? cases.slow(at / slowEach) : cases.next()));
}

/** Somebody else's requests meanwhile. */
async function probe({ url, token }: Stage, meanwhile: () => Promise<void>): Promise<LoadFigures> {
  const polls = { path: '/api/v1/session', perSecond: probes };
  const probing = sendLoad({ url, token, streams: 5, polls, predictions: 0, bodies: [] });
  await probing.ready;
  await meanwhile();
  return await probing.stop();
}

/** What was not as it should be. */
async function sendAll(stage: Stage, cases: readonly Case[]): Promise<string[]> {
  const faults: string[] = [];
  const send = async (one: Case) => {
    const fault = faultOf(one, await exchange(stage.port, one), stage);
    if (fault !== null) faults.push(`${one.kind}: ${fault}`);
  };
  const slow = cases.filter(({ isSlow }) => isSlow).map(send);
  const others = cases.filter(({ isSlow }) => !isSlow).values();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const one of others) await send(one);
    }),
  );
  await Promise.all(slow);
  return faults;
}

function faultOf(one: Case, { answers, rest, ended }: Exchange, stage: Stage): string | null {
  const shown = () =>
    JSON.stringify(
      Buffer.concat(one.parts.map(({ bytes }) => bytes))
        .toString('latin1')
        .slice(0, 400),
    );
  if (!ended) return `the connection stays open after ${answers.map(({ status }) => status)}: ${shown()}`;
  if (answers.length > one.answers) return `${answers.length} answers: ${shown()}`;
  const last = answers.at(-1);
  if (last === undefined) return one.mayBeCut ? null : `no answer, ${JSON.stringify(rest)}: ${shown()}`;
  const { status, headers, body } = last;
  if (!one.allowed.includes(status)) return `${status} ${body}: ${shown()}`;
  if (status < 400) return null;
  if (headers.get('content-type')?.startsWith('application/problem+json') !== true)
    return `${status} as ${headers.get('content-type')}: ${shown()}`;
  const problem = JSON.parse(body) as {
    readonly status?: number;
    readonly code?: string;
    readonly request_id?: string;
  };
  if (problem.status !== status || problem.code === undefined || problem.request_id !== headers.get('x-request-id'))
    return `a problem that is none: ${body}`;
  if (one.operation !== undefined && !stage.documents(one.operation, status))
    return `${status} is not documented for ${one.operation}`;
  return null;
}

type Seen = {
  readonly cases: readonly Case[];
  readonly faults: readonly string[];
  readonly alone: LoadFigures;
  readonly beside: LoadFigures;
  readonly after: LoadFigures;
  readonly memoryBefore: number;
  readonly memoryAfter: number;
};

async function judge(stage: Stage, { cases, faults, alone, beside, after, memoryBefore, memoryAfter }: Seen) {
  const kinds = Map.groupBy(cases, ({ kind }) => kind);
  print(`  ${[...kinds].map(([kind, list]) => `${list.length} ${kind}`).join(', ')}`);
  for (const end of stage.endedByItself()) print(`  ${end}`);
  for (const fault of faults.slice(0, 20)) print(`  NOT AS IT SHOULD BE ${fault.slice(0, 900)}`);
  for (const [name, { polls }] of Object.entries({ alone, beside, after }))
    print(
      `  the probe ${name}: ${polls.count}, median ${polls.p50.toFixed(1)} ms, p99 ${polls.p99.toFixed(1)} ms, most ${polls.most.toFixed(0)} ms`,
    );
  print(`  load ${loadavg()[0]?.toFixed(1)}`);
  const failures = [alone, beside, after].flatMap((each) => Object.entries(each.failures));
  const { acts, tokens, others, smuggled } = await stage.acts();
  const answered = cases.length - faults.length;
  const times = [beside, alone, after].map(({ polls }) => polls.p50.toFixed(1));
  const limit = 3 * alone.polls.p50 + 20;
  return [
    holds(
      'answered as documented, or closed where nothing else is possible',
      `${answered} of ${cases.length}`,
      faults.length === 0,
    ),
    holds('the probe was answered by 200 always', failures.map(String).join('; ') || 'yes', failures.length === 0),
    holds('its streams stayed', String(beside.endedStreams), beside.endedStreams === 0),
    holds(
      'its median beside them, alone and afterwards',
      `${times.join(', ')} (at most thrice that alone, and 20 ms)`,
      times.every((each) => Number(each) <= limit),
    ),
    holds(
      'its longest time beside them',
      `${beside.polls.most.toFixed(0)} ms (under 2,000)`,
      beside.polls.most < 2_000,
    ),
    holds('tokens made, by the audit log and by the table', `${acts} and ${tokens}`, acts === tokens && acts > 0),
    holds('other acts', others.join(', ') || 'none', others.length === 0),
    holds(`what was named ${smuggledName}`, String(smuggled), smuggled === 0),
    holds('errors of ours in the log', stage.errors().slice(0, 3).join('; ') || 'none', stage.errors().length === 0),
    holds('healthy', String(await stage.isHealthy()), await stage.isHealthy()),
    holds(
      'memory',
      `${(memoryBefore / 1e6).toFixed(0)} MB, then ${(memoryAfter / 1e6).toFixed(0)} MB (at most 1.25 of it)`,
      memoryAfter <= 1.25 * memoryBefore,
    ),
    holds('the API ended', stage.endedByItself().join('; ') || 'never', stage.endedByItself().length === 0),
  ].every(Boolean);
}
