import { Readable } from 'node:stream';
import { type Event, eventSchema, eventsQuerySchema } from '../contracts/events.ts';
import type { Caller } from '../http/authentication.ts';
import { type Operation, parseInput } from '../http/operation.ts';
import type { FeedEvent, Ports } from '../ports.ts';
import { presentStatus } from './training.ts';

/** ms between two comments, by which proxies and clients know that the connection is alive. */
export const heartbeat = 15_000;
/** ms after which a client connects again, and whether it may is asked anew. */
const longest = 10 * 60_000;
/** ms between two looks whether its token or session is still good. */
const usualLookAgain = 15_000;
/** ms that a client waits before it connects again. */
const retry = 2_000;
/** Bytes that wait for a client that doesn't read. */
const mostWaiting = 1_000_000;

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
          description: `One event after the other, with a comment every ${heartbeat / 1_000} seconds. It goes on behind the header Last-Event-ID, which browsers send by themselves.`,
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
          stream: eventStream(events, known === undefined ? after : Number(known), { caller, lookAgain }),
        };
      },
    },
  ];
}

type Reader = { readonly caller: Pick<Caller, 'isStillIn'>; readonly lookAgain: number };

function eventStream(events: Ports['events'], after: number | null, { caller, lookAgain }: Reader): Readable {
  const stream = new Readable({ read() {}, destroy: (_error, done) => done(leave()) });
  let ended = false;
  const send = (text: string) => {
    if (ended) return;
    if (stream.readableLength > mostWaiting) stream.destroy();
    else stream.push(text);
  };
  const end = () => {
    if (!ended) stream.push(null);
    ended = true;
  };
  const stop = events.listen(after, (event) => send(written(event)), end);
  const beat = setInterval(() => send(':\n\n'), heartbeat);
  const enough = setTimeout(end, longest);
  // while nobody can be asked, it goes on
  const look = setInterval(() => caller.isStillIn().then((good) => good || end(), ignore), lookAgain);
  for (const timer of [beat, enough, look]) timer.unref();
  send(`retry: ${retry}\n\n`);

  function leave(): null {
    clearInterval(beat);
    clearTimeout(enough);
    clearInterval(look);
    stop();
    return null;
  }
  return stream;
}

function ignore(): void {}

function written(event: FeedEvent): string {
  const id = event.id === null ? '' : `id: ${event.id}\n`;
  return `event: ${event.topic}\n${id}data: ${JSON.stringify(present(event))}\n\n`;
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
