import { DeliveryFailure } from '../../delivery/delivery-failure.ts';
import { type Backoff, givesUp, holdAfter, waitAfter } from '../../domain/destinations/backoff.ts';
import { testEvent } from '../../domain/destinations/events.ts';
import { isPerennialError } from '../../domain/errors.ts';
import type { Database } from '../../store/database/database.ts';
import { type Delivery, markDelivered, markFailed } from '../../store/destinations/deliveries.ts';
import {
  type Destination,
  holdDestination,
  pauseGoneDestination,
  welcomeBack,
} from '../../store/destinations/destinations.ts';
import type { Sender } from './sender.ts';

/** Failures in a row after which a destination is taken for away, and the others of the round aren't tried. */
const mostFailures = 5;

/**
 * Sends what is due to one destination and marks each event: taken, due later, or parked. A destination that takes nothing is left alone
 * for a while, so that a thousand events don't knock one after the other; a single event that it never takes holds up no other.
 */
export class DeliveryRound {
  delivered = 0;
  failed = 0;
  /** The destination is taken for away. */
  stopped = false;
  private inARow = 0;
  private asked = 0;
  private lastError = '';
  private readonly database: Database;
  private readonly destination: Destination;
  private readonly sender: Sender;
  private readonly backoff: Backoff;
  private readonly random: () => number;

  constructor(given: {
    readonly database: Database;
    readonly destination: Destination;
    readonly sender: Sender;
    readonly backoff: Backoff;
    readonly random: () => number;
  }) {
    this.database = given.database;
    this.destination = given.destination;
    this.sender = given.sender;
    this.backoff = given.backoff;
    this.random = given.random;
  }

  /** Returns when what it began has ended. @throws what is no fault of the destination: ours, or an abort */
  async deliver(due: readonly Delivery[], signal: AbortSignal): Promise<void> {
    const groups = this.groupsOf(due);
    const lane = async (): Promise<void> => {
      for (let group = groups.shift(); group !== undefined && !this.stopped; group = groups.shift())
        await this.deliverGroup(group, signal);
    };
    const ended = await Promise.allSettled(Array.from({ length: this.sender.atOnce }, lane));
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  }

  /** A round that brought nothing leaves the destination alone, if it seems away. */
  async end(): Promise<void> {
    if (this.delivered > 0 || this.failed === 0) return;
    const { id, failures } = this.destination;
    const wait = this.stopped ? holdAfter(failures + 1, this.backoff, this.random(), this.asked) : 0;
    await holdDestination(this.database, id, { error: this.lastError, wait, giveUp: this.backoff.giveUp });
  }

  /** What a person tries goes alone. */
  private groupsOf(due: readonly Delivery[]): Delivery[][] {
    const tries = due.filter(({ type }) => type === testEvent).map((event) => [event]);
    const others = due.filter(({ type }) => type !== testEvent);
    const groups: Delivery[][] = [];
    for (let from = 0; from < others.length; from += this.sender.together)
      groups.push(others.slice(from, from + this.sender.together));
    return [...tries, ...groups];
  }

  private async deliverGroup(group: readonly Delivery[], signal: AbortSignal): Promise<void> {
    try {
      await this.sender.send(group, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DeliveryFailure) && !isPerennialError(error)) throw error;
      return await this.fail(group, error);
    }
    const { id, failures } = this.destination;
    await markDelivered(
      this.database,
      id,
      group.map((event) => event.id),
    );
    if (this.delivered === 0 && failures > 0) await welcomeBack(this.database, id);
    this.delivered += group.length;
    this.inARow = 0;
  }

  private async fail(group: readonly Delivery[], error: Error): Promise<void> {
    const { id } = this.destination;
    const { retryAfter, gone } = error instanceof DeliveryFailure ? error : { retryAfter: 0, gone: false };
    const message = isPerennialError(error) ? `${error.message} ${error.remedy}` : error.message;
    const now = new Date();
    for (const { id: event, type, since, attempts } of group) {
      const parks = type === testEvent || givesUp(since, now, this.backoff);
      const wait = parks ? null : waitAfter(attempts + 1, this.backoff, this.random(), retryAfter);
      await markFailed(this.database, id, event, { error: message, wait });
      // a person is told of a try that failed; what waits was not tried
      if (type === testEvent) return;
    }
    this.failed += group.length;
    this.inARow += 1;
    this.asked = Math.max(this.asked, retryAfter);
    this.lastError = message;
    this.stopped = gone || retryAfter > 0 || this.inARow >= mostFailures;
    if (gone) await pauseGoneDestination(this.database, id, message);
  }
}
