import { isDeepStrictEqual } from 'node:util';
import type { TrainingStatus } from '../control/status.ts';
import { PerennialError } from '../domain/errors.ts';
import type { Listener } from '../store/database/listen.ts';
import type { StoredEvent } from '../store/events/events.ts';
import type { EventFeed, FeedEvent, Log } from './ports.ts';

export type EventSource = {
  read(after: number, limit: number): Promise<readonly StoredEvent[]>;
  range(): Promise<{ readonly first: number; readonly last: number }>;
  hear(heard: () => void): Listener;
  status(): Promise<TrainingStatus>;
};

/** ms between two looks at a training: the guide's two seconds. */
const statusInterval = 2_000;
/** ms between two looks at the table, where a notification may have been lost with a connection that nobody closed. */
const readInterval = 15_000;
const pageSize = 500;

type Attached = {
  readonly deliver: (event: FeedEvent) => void;
  readonly ended: () => void;
  /** The last event that it knows; null: it has not begun. */
  last: number | null;
};

/** One connection that listens and one poll per process, however many people watch, and none while nobody does. */
export function openEventFeed(
  source: EventSource,
  log: Log,
): EventFeed & { listeners(): number; close(): Promise<void> } {
  const attached = new Set<Attached>();
  let running: { readonly listener: Listener; readonly timers: readonly NodeJS.Timeout[] } | null = null;
  let status: TrainingStatus | null = null;
  let reading = false;
  let again = false;
  let closed = false;

  function start(): void {
    if (running !== null) return;
    const timers = [setInterval(askStatus, statusInterval), setInterval(read, readInterval)];
    for (const timer of timers) timer.unref();
    running = { listener: source.hear(read), timers };
    askStatus();
  }

  async function stop(): Promise<void> {
    const stopping = running;
    running = null;
    status = null;
    for (const timer of stopping?.timers ?? []) clearInterval(timer);
    await stopping?.listener.close();
  }

  /** One read at a time; who asks meanwhile has it look again. */
  async function read(): Promise<void> {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again) {
        again = false;
        await readNew();
      }
    } catch (error) {
      failed(error);
    } finally {
      reading = false;
    }
  }

  /** From where the one who knows least stands, so that catching up and going on are the same. */
  async function readNew(): Promise<void> {
    const cursors = [...attached].flatMap(({ last }) => (last === null ? [] : [last]));
    if (cursors.length === 0) return;
    const after = Math.min(...cursors);
    const events = await source.read(after, pageSize);
    for (const listener of attached) {
      // one that came meanwhile and knows less has its turn next
      if (listener.last !== null && listener.last >= after) tell(listener, events);
    }
    if (events.length === pageSize) again = true;
  }

  function tell(listener: Attached, events: readonly StoredEvent[]): void {
    for (const { topic, id, details, happenedAt } of events) {
      if (listener.last === null || id <= listener.last) continue;
      listener.last = id;
      listener.deliver({ topic, id, details, happenedAt });
    }
  }

  async function begin(listener: Attached, after: number | null): Promise<void> {
    const { first, last } = await source.range();
    const known = after !== null && after <= last && after >= first - 1;
    listener.last = known ? after : last;
    if (after !== null && !known) listener.deliver({ topic: 'missed', id: last });
    await read();
  }

  function askStatus(): void {
    source.status().then((found) => {
      if (running === null || isDeepStrictEqual(found, status)) return;
      status = found;
      for (const { deliver } of attached) deliver({ topic: 'training', id: null, status: found });
    }, failed);
  }

  /** The stream stays open: the next look may find the server back. */
  function failed(error: unknown): void {
    log.debug({ error }, 'what happened could not be read');
  }

  return {
    listen(after, deliver, ended) {
      if (closed) throw new PerennialError('stopping', 'The API is stopping.', 'Connect again in a moment.');
      const listener: Attached = { deliver, ended, last: null };
      attached.add(listener);
      start();
      if (status !== null) deliver({ topic: 'training', id: null, status });
      begin(listener, after).catch((error) => {
        failed(error);
        ended();
      });
      return () => {
        if (attached.delete(listener) && attached.size === 0) void stop();
      };
    },
    listeners: () => attached.size,
    async close() {
      closed = true;
      for (const { ended } of attached) ended();
      attached.clear();
      await stop();
    },
  };
}
