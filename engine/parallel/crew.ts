/**
 * The place of one thread among those that work on one task. All of them run the same function over the same shared memory
 * (single program, multiple data). Each does the share of the work that belongs to its rank, and meets the others at
 * barriers. Results never depend on the number of threads: they are the same to the bit.
 */
export type Crew = {
  /** 0 to size - 1; 0 is the thread that called. */
  readonly rank: number;
  readonly size: number;
  /** Returns when all have arrived; what they wrote before is then seen by all. */
  barrier(): void;
  /** The next number, from 0, of a counter that all threads share: for work of uneven length. */
  take(): number;
  /** The share of [0, count) that is this thread's: [from, to). */
  shareOf(count: number): readonly [number, number];
};

/** Words of the shared control block. */
export const control = { arrived: 0, generation: 1, failed: 2, taken: 3, words: 16 } as const;

/** Turns of the loop before a waiting thread sleeps: some 0.1 ms, longer than the others are usually late. */
const spins = 100_000;
/** ms; a thread that is silent for this long has died. */
const patience = 300_000;

/** The crew of a thread that works alone: barriers return at once, and its share is everything. */
export function createAlone(): Crew {
  let taken = 0;
  return { rank: 0, size: 1, barrier() {}, take: () => taken++, shareOf: (count) => [0, count] };
}

/**
 * @param words the control block, shared by all threads of one task and zero before.
 * @param rank of this thread, 0 to size - 1.
 */
export function createCrew(words: Int32Array, rank: number, size: number): Crew {
  function barrier(): void {
    const generation = Atomics.load(words, control.generation);
    if (Atomics.add(words, control.arrived, 1) === size - 1) {
      Atomics.store(words, control.arrived, 0);
      Atomics.add(words, control.generation, 1);
      Atomics.notify(words, control.generation);
    } else {
      for (let turn = 0; turn < spins; turn++) {
        if (Atomics.load(words, control.generation) !== generation) break;
      }
      while (Atomics.load(words, control.generation) === generation) {
        if (Atomics.wait(words, control.generation, generation, patience) === 'timed-out') abandon(words);
      }
    }
    if (Atomics.load(words, control.failed) === 1) throw new TeamAbandoned('Another thread of the team has failed.');
  }

  return {
    rank,
    size,
    barrier,
    take: () => Atomics.add(words, control.taken, 1),
    shareOf: (count) => [Math.floor((count * rank) / size), Math.floor((count * (rank + 1)) / size)],
  };
}

/** What the other threads throw when one has failed; that thread's own error is the reason. */
export class TeamAbandoned extends Error {}

/** Wakes all who wait at a barrier; they throw. */
export function abandon(words: Int32Array): void {
  Atomics.store(words, control.failed, 1);
  Atomics.add(words, control.generation, 1);
  Atomics.notify(words, control.generation);
}
