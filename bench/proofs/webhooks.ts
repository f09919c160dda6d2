import { availableParallelism, loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { holds, mean, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { type Answer, createSender, type Event, planEvents } from './webhooks/sender.ts';
import { openStage, type Stage } from './webhooks/stage.ts';

const perSecond = 1_000;
/** ms for which somebody's clock may make an answer one of the outage. */
const slack = 500;

type Plan = { readonly seconds: number; readonly awayFrom: number; readonly awayFor: number };
const whole: Plan = { seconds: 30, awayFrom: 12, awayFor: 5 };
const short: Plan = { seconds: 8, awayFrom: 3, awayFor: 2 };

/** WhatsApp posts a thousand messages a second; meanwhile the database is away from API and worker for some seconds. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const plan = reduced ? short : whole;
  const stage = await openStage();
  try {
    const startedAt = Math.floor(Date.now() / 1000);
    const events = planEvents(perSecond, plan.seconds, startedAt);
    const warm = planEvents(100, 1, startedAt, 1_000_000);
    await postAll(stage, warm, null);
    const memory: number[] = [];
    const delays = monitorEventLoopDelay({ resolution: 2 });
    delays.enable();
    const watching = setInterval(() => memory.push(stage.apiMemory()), 500);
    const { answers, outage } = await postAll(stage, events, plan).finally(() => clearInterval(watching));
    delays.disable();
    const processor = stage.processorSeconds();
    const from = performance.now();
    await untilRead(stage);
    const reading = (performance.now() - from) / 1000;
    return {
      passed: await judge(stage, {
        events,
        warm,
        answers,
        outage,
        memory,
        processor,
        reading,
        plan,
        ownDelay: delays.percentile(99) / 1e6,
      }),
    };
  } finally {
    await stage.close();
  }
}

type Outage = { readonly from: number; readonly to: number };

/** Posts each event at its time, and again when it is told to come again. */
async function postAll(stage: Stage, events: readonly Event[], plan: Plan | null) {
  const { network, url } = stage;
  const sender = createSender(url);
  const answers: Answer[] = [];
  const repeating: Promise<void>[] = [];
  const startedAt = performance.now();

  async function deliver(event: Event): Promise<void> {
    for (;;) {
      const answer = await sender.post(event, startedAt);
      answers.push(answer);
      if (answer.status !== 503) return;
      await sleep(Number(answer.retryAfter) * 1_000);
    }
  }

  const outage =
    plan === null
      ? Promise.resolve({ from: 0, to: 0 })
      : sleep(plan.awayFrom * 1_000).then(async (): Promise<Outage> => {
          network.cut();
          const from = performance.now() - startedAt;
          await sleep(plan.awayFor * 1_000);
          network.mend();
          return { from, to: performance.now() - startedAt };
        });
  for (let next = 0; next < events.length; ) {
    const now = performance.now() - startedAt;
    for (; next < events.length && (events[next]?.at ?? 0) <= now; next++)
      repeating.push(deliver(events[next] as Event));
    await sleep(2);
  }
  await Promise.all(repeating);
  sender.close();
  return { answers, outage: await outage };
}

async function untilRead({ database }: Stage): Promise<void> {
  for (;;) {
    const waiting = await database.query(`select from hook_deliveries where state = 'waiting' limit 1`);
    if (waiting.length === 0) return;
    await sleep(200);
  }
}

type Seen = {
  readonly events: readonly Event[];
  readonly warm: readonly Event[];
  readonly answers: readonly Answer[];
  readonly outage: Outage;
  readonly memory: readonly number[];
  readonly processor: Readonly<Record<string, number>>;
  readonly reading: number;
  /** ms that the sender itself was late, of which 1% was more: what its own machine adds to the figures. */
  readonly ownDelay: number;
  readonly plan: Plan;
};

async function judge(
  stage: Stage,
  { events, warm, answers, outage, memory, processor, reading, ownDelay, plan }: Seen,
): Promise<boolean> {
  const { database } = stage;
  const beside = answers.filter(({ sentAt }) => sentAt < outage.from - slack || sentAt > outage.to + slack);
  const during = answers.filter(({ sentAt }) => sentAt >= outage.from && sentAt <= outage.to);
  const times = beside.map(({ milliseconds }) => milliseconds);
  const count = (list: readonly Answer[], status: number) => list.filter((each) => each.status === status).length;
  const unique = new Set(events.map(({ id }) => id)).size;
  print(
    `  ${events.length} posts of ${unique} events in ${plan.seconds} s, ${answers.length} requests with repetitions`,
  );
  print(
    `  database away from ${(outage.from / 1000).toFixed(1)} to ${(outage.to / 1000).toFixed(1)} s: ${count(during, 503)} of ${during.length} answered 503`,
  );
  print(
    `  beside it: median ${quantile(times, 0.5).toFixed(1)} ms, p90 ${quantile(times, 0.9).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, most ${Math.max(...times).toFixed(0)} ms, of ${times.length}`,
  );
  print(
    `  in it: p99 ${quantile(
      during.map(({ milliseconds }) => milliseconds),
      0.99,
    ).toFixed(1)} ms`,
  );
  print(`  the last was read ${reading.toFixed(1)} s after the last answer`);
  print(`  p99 of the sender's own lateness: ${ownDelay.toFixed(1)} ms`);
  const seconds = Object.entries(processor).map(([name, used]) => `${name} ${used.toFixed(1)}`);
  print(
    `  seconds of a processor, with the start: ${seconds.join(', ')}; processors: ${availableParallelism()}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  print(`  memory of the API every 0.5 s, MB: ${memory.map((bytes) => Math.round(bytes / 1e6)).join(' ')}`);

  const [stored] = await database.query<{ deliveries: number; taken: number; messages: number; ordered: boolean }>(
    `select (select count(*) from hook_deliveries) as deliveries, (select count(*) from hook_deliveries where state = 'taken') as taken,
       (select count(*) from messages) as messages,
       (select coalesce(bool_and(read_at >= before), true) from
         (select read_at, lag(read_at) over (order by id) as before from hook_deliveries) as read where before is not null) as ordered`,
  );
  const missing = await database.query(
    `select from unnest($1::text[]) as posted where not exists (select from messages where external_id = 'whatsapp:' || posted)`,
    [[...new Set(events.map(({ id }) => id))]],
  );
  const expected = unique + new Set(warm.map(({ id }) => id)).size;
  const other = answers.filter(({ status }) => status !== 200 && status !== 503);
  const later = memory.slice(-Math.ceil(memory.length / 4));
  const early = memory.slice(Math.floor(memory.length / 4), Math.floor(memory.length / 2));
  const figures = [
    holds('every event that was posted is a message', `${missing.length} missing of ${unique}`, missing.length === 0),
    holds(
      'each is there once',
      `${stored?.messages} messages, ${stored?.deliveries} deliveries of ${expected}`,
      stored?.messages === expected && stored.deliveries === expected,
    ),
    holds(
      'all were taken, in the order in which they came',
      `${stored?.taken} taken`,
      stored?.taken === expected && stored.ordered,
    ),
    holds(
      'answers are 200, or 503 with a Retry-After',
      `${other.length} others`,
      other.length === 0 && answers.every(({ status, retryAfter }) => status !== 503 || Number(retryAfter) > 0),
    ),
    holds(
      'refused while the database is away',
      `${count(during, 503)} of ${during.length}`,
      count(during, 503) > during.length / 2,
    ),
    holds(
      'p99 of the answer beside the outage',
      `${quantile(times, 0.99).toFixed(1)} ms (under 50${plan === short ? ', not judged in a few seconds beside other work' : ''})`,
      plan === short || quantile(times, 0.99) < 50,
    ),
    holds(
      'memory of the API, last quarter against the second',
      `${(mean(later) / mean(early)).toFixed(2)} (at most 1.25)`,
      mean(later) <= 1.25 * mean(early),
    ),
    holds('no process ended', stage.endedByThemselves().join('; ') || 'none', stage.endedByThemselves().length === 0),
  ];
  return figures.every(Boolean);
}
