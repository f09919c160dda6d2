import { Readable } from 'node:stream';
import { type Event, eventSchema, eventsQuerySchema } from '../contracts/events.ts';
import { beatInterval } from '../event-feed.ts';
import type { Caller } from '../http/authentication.ts';
import { type Operation, parseInput } from '../http/operation.ts';
import type { FeedEvent, Followed, Ports } from '../ports.ts';
import { presentStatus } from './training.ts';

/** ms after which a client connects again, and whether it may is asked anew. */
const longest = 10 * 60_000;
/** ms between two looks whether its token or session is still good. */
const usualLookAgain = 15_000;
/** ms that a client waits before it connects again. */
const retry = 2_000;
/** Bytes that wait for a client that reads slowly; what else there is to tell waits where it came from. */
const mostWaiting = 64 * 1024;

export function eventOperations(
  { events }: Pick<Ports, 'events'>,
  { lookAgain = usualLookAgain }: { readonly lookAgain?: number } = {},
): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/events',
      operationId: 'followEvents',
      tag: 'Monitoring',
      summary: 'Follow what happens as server-sent events: trainings, new lists, incidents, experiments, imports',
      query: eventsQuerySchema,
      answers: {
        200: {
          description: `One event after the other, with a comment every ${beatInterval / 1_000} seconds. It goes on behind the header Last-Event-ID, which browsers send by themselves.`,
          schema: eventSchema,
          type: 'text/event-stream',
        },
      },
      refusals: ['stopping'],
      async respond({ query, headers, caller }) {
        const { after = null } = parseInput(eventsQuerySchema, query, 'query');
        const known = /^\d{1,15}$/.exec(String(headers['last-event-id'] ?? ''))?.[0];
        return {
          status: 200,
          type: 'text/event-stream',
          // nginx would hold events back until a page of them is together
          headers: { 'X-Accel-Buffering': 'no' },
          stream: await eventStream(events, known === undefined ? after : Number(known), { caller, lookAgain }),
        };
      },
    },
  ];
}

type Reader = { readonly caller: Pick<Caller, 'isStillIn'>; readonly lookAgain: number };

/**
 * Ends after a while, when its reader is no longer let in, and when the client has read nothing between two beats: connecting again with the
 * last id, it goes on where it stood.
 */
async function eventStream(
  events: Ports['events'],
  after: number | null,
  { caller, lookAgain }: Reader,
): Promise<Readable> {
  const until = performance.now() + longest * spread();
  let followed: Followed | null = null;
  let look: NodeJS.Timeout | undefined;
  let ended = false;
  let wasFull = false;
  const stream = new Readable({
    highWaterMark: mostWaiting,
    read: () => followed?.more(),
    destroy(error, done) {
      ended = true;
      clearInterval(look);
      followed?.leave();
      done(error);
    },
  });
  const isFull = () => stream.readableLength >= mostWaiting;
  const end = () => {
    if (!ended) stream.push(null);
    ended = true;
  };
  stream.push(`retry: ${retry}\n\n`);
  followed = await events.listen(after, {
    deliver: (event) => ended || stream.push(written(event)),
    isFull,
    beat() {
      if (ended || (wasFull && isFull())) return void stream.destroy();
      wasFull = isFull();
      if (performance.now() > until) end();
      else if (!wasFull) stream.push(comment);
    },
    ended: end,
  });
  // while nobody can be asked, it goes on
  look = setInterval(() => caller.isStillIn().then((good) => good || end(), ignore), lookAgain);
  look.unref();
  return stream;
}

function ignore(): void {}

const comment = Buffer.from(':\n\n');

let opened = 0;
/** 0.8 to 1, another for each: those who came at once, as after a restart, don't all come back at once. */
function spread(): number {
  opened++;
  return 1 - 0.2 * ((opened * 0.618) % 1);
}

/** One text for all who are told. */
const texts = new WeakMap<FeedEvent, Buffer>();

function written(event: FeedEvent): Buffer {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const id = event.id === null ? '' : `id: ${event.id}\n`;
  const text = Buffer.from(`event: ${event.topic}\n${id}data: ${JSON.stringify(present(event))}\n\n`);
  texts.set(event, text);
  return text;
}

/** Columns of the row that changed, under the names of the contract. */
function present(event: FeedEvent): Event {
  if (event.topic === 'training') return { topic: 'training', status: presentStatus(event.status) };
  if (event.topic === 'missed') return { topic: 'missed' };
  const { undone_at: undoneAt, ...details } = event.details as { readonly undone_at?: string | null };
  return {
    topic: event.topic,
    at: event.happenedAt.toISOString(),
    ...details,
    ...(event.topic === 'import' && { taken_back: undoneAt !== null }),
  } as Event;
}
