import { isDeepStrictEqual } from 'node:util';
import { coalesced } from '../control/coalesced.ts';
import type { TrainingStatus } from '../control/status.ts';
import { PerennialError } from '../domain/errors.ts';
import type { Listener } from '../store/database/listen.ts';
import type { StoredEvent } from '../store/events/events.ts';
import type { EventFeed, EventListener, FeedEvent, Log } from './ports.ts';
import { keepRecent, type RecentEvents } from './recent-events.ts';

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
/** ms between two signs of life for everybody. */
export const beatInterval = 15_000;
/** Events read at once, and kept for those who come back. */
const pageSize = 500;
/** A stream takes about 30 kB, and telling a thousand of them takes some hundredths of a second, in which nobody else is served. */
const mostListeners = 2_000;

type StatusEvent = Extract<FeedEvent, { topic: 'training' }>;

/**
 * joining -> following             it knows where it stands, and is told of everything at once
 * joining, following -> behind     it came back with an older id, or was full: it is told page by page, as fast as it takes them
 * behind -> following              it knows the latest event
 */
type Attached = {
  readonly listener: EventListener;
  state: 'joining' | 'following' | 'behind';
  /** The last event that it knows. */
  last: number;
  /** The last status that it was told. */
  status: StatusEvent | null;
};

/** While somebody listens. */
type Running = {
  readonly hearing: Listener;
  readonly timers: readonly NodeJS.Timeout[];
  readonly opened: Promise<void>;
  recent: RecentEvents | null;
};

/** One connection that listens, one query and one poll per process, however many people watch, and none while nobody does. */
export function openEventFeed(
  source: EventSource,
  log: Log,
): EventFeed & { listeners(): number; close(): Promise<void> } {
  const attached = new Set<Attached>();
  /** Many may come back at once. */
  const range = coalesced(source.range, { freshFor: 250 });
  let running: Running | null = null;
  let status: StatusEvent | null = null;
  let reading = false;
  let again = false;
  let leading = false;
  let closed = false;

  function start(): Running {
    const timers = [
      setInterval(askStatus, statusInterval),
      setInterval(read, readInterval),
      setInterval(beat, beatInterval),
    ];
    for (const timer of timers) timer.unref();
    const started: Running = {
      hearing: source.hear(read),
      timers,
      opened: openRecent().then((recent) => {
        started.recent = recent;
        if (again) void read();
      }),
      recent: null,
    };
    askStatus();
    return started;
  }

  async function stop(): Promise<void> {
    const stopping = running;
    running = null;
    status = null;
    for (const timer of stopping?.timers ?? []) clearInterval(timer);
    await stopping?.hearing.close();
  }

  /** The last page of what happened: most who come back need no more. */
  async function openRecent(): Promise<RecentEvents> {
    const { first, last } = await source.range();
    const from = Math.max(0, first - 1, last - pageSize);
    const recent = keepRecent(from, pageSize);
    recent.add(await source.read(from, pageSize));
    return recent;
  }

  /** One read at a time; who asks meanwhile has it look again. */
  async function read(): Promise<void> {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again && running?.recent) {
        again = false;
        await readNew(running.recent);
      }
    } catch (error) {
      failed(error);
    } finally {
      reading = false;
    }
  }

  async function readNew(recent: RecentEvents): Promise<void> {
    const page = await source.read(recent.tip, pageSize);
    const added = recent.add(page);
    if (page.length === pageSize) again = true;
    for (const one of attached) {
      if (one.state !== 'following') continue;
      if (one.listener.isFull()) one.state = 'behind';
      else tell(one, added);
    }
  }

  function tell(one: Attached, events: readonly FeedEvent[]): void {
    for (const event of events) {
      if (event.id === null || event.id <= one.last) continue;
      one.last = event.id;
      one.listener.deliver(event);
    }
  }

  /** Leads those who are behind to the latest event, the hindmost first, so that a page serves all who need it. */
  async function leadOn(): Promise<void> {
    if (leading) return;
    leading = true;
    try {
      while (running?.recent) {
        const ready = [...attached].filter(({ state, listener }) => state === 'behind' && !listener.isFull());
        if (ready.length === 0) return;
        const after = Math.min(...ready.map(({ last }) => last));
        await tellPage(running.recent, after, ready);
      }
    } catch (error) {
      // they connect again, and are told then
      for (const { listener } of [...attached].filter(({ state }) => state === 'behind')) listener.ended();
      failed(error);
    } finally {
      leading = false;
    }
  }

  async function tellPage(recent: RecentEvents, after: number, ready: readonly Attached[]): Promise<void> {
    const { tip } = recent;
    const page = recent.since(after) ?? (await source.read(after, pageSize));
    const reached = page.at(-1)?.id ?? tip;
    for (const one of ready) {
      tell(one, page);
      one.last = Math.max(one.last, reached);
      if (one.last >= recent.tip) one.state = 'following';
    }
  }

  async function join(one: Attached, recent: RecentEvents, after: number | null): Promise<void> {
    // another process may have told it of what this one has yet to read
    if (after !== null && after > recent.tip) await readNew(recent);
    const isKept =
      after === null ||
      (after <= recent.tip && (recent.since(after) !== null || after >= (await range.get()).first - 1));
    one.last = isKept && after !== null ? after : recent.tip;
    if (!isKept) one.listener.deliver({ topic: 'missed', id: one.last });
    one.state = 'behind';
    tellStatus(one);
    void leadOn();
  }

  function askStatus(): void {
    source.status().then((found) => {
      if (running === null || isDeepStrictEqual(found, status?.status)) return;
      status = { topic: 'training', id: null, status: found };
      for (const one of attached) if (one.state !== 'joining') tellStatus(one);
    }, failed);
  }

  function tellStatus(one: Attached): void {
    if (status === null || one.status === status || one.listener.isFull()) return;
    one.status = status;
    one.listener.deliver(status);
  }

  function beat(): void {
    for (const { listener } of attached) listener.beat();
  }

  function leave(one: Attached): void {
    if (attached.delete(one) && attached.size === 0) void stop();
  }

  /** The stream stays open: the next look may find the server back. */
  function failed(error: unknown): void {
    log.debug({ error }, 'what happened could not be read');
  }

  return {
    async listen(after, listener) {
      if (closed) throw new PerennialError('stopping', 'The API is stopping.', 'Connect again in a moment.');
      if (attached.size >= mostListeners) throw tooMany();
      const one: Attached = { listener, state: 'joining', last: 0, status: null };
      attached.add(one);
      try {
        running ??= start();
        const { opened } = running;
        await opened;
        if (running?.recent) await join(one, running.recent, after);
      } catch (error) {
        leave(one);
        throw error;
      }
      return {
        leave: () => leave(one),
        more() {
          tellStatus(one);
          if (one.state === 'behind') void leadOn();
        },
      };
    },
    listeners: () => attached.size,
    async close() {
      closed = true;
      for (const { listener } of attached) listener.ended();
      attached.clear();
      await stop();
    },
  };
}

function tooMany(): PerennialError {
  return new PerennialError(
    'too_many_requests',
    `${mostListeners} listen already.`,
    'Wait a minute, or follow by one stream for all who need it.',
    { retry_after: 60 },
  );
}
