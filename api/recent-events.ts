import type { StoredEvent } from '../store/events/events.ts';

/** The latest events, without a gap, for all who listen. */
export type RecentEvents = {
  /** The id of the newest that is known. */
  readonly tip: number;
  /** Newer ones, oldest first. What is known already is left out, and what was added is returned. */
  add(events: readonly StoredEvent[]): readonly StoredEvent[];
  /** What came after this id; null: not all of it is here. */
  since(after: number): readonly StoredEvent[] | null;
};

/**
 * @param from the id behind which every event is told to `add`.
 * @param most so many are kept.
 */
export function keepRecent(from: number, most: number): RecentEvents {
  const kept: StoredEvent[] = [];
  let begin = from;
  let tip = from;
  return {
    get tip() {
      return tip;
    },
    add(events) {
      const added = events.filter(({ id }) => id > tip);
      kept.push(...added);
      tip = added.at(-1)?.id ?? tip;
      const dropped = kept.splice(0, Math.max(0, kept.length - most));
      begin = dropped.at(-1)?.id ?? begin;
      return added;
    },
    since: (after) => (after < begin ? null : kept.filter(({ id }) => id > after)),
  };
}
