/** What may happen as often as it likes and is told at most every `interval` ms. */
export type Pace = {
  /** Whether it may be told now; then it counts as told. @param now ms */
  isDue(now: number): boolean;
};

export function createPace(interval: number): Pace {
  let last = Number.NEGATIVE_INFINITY;
  return {
    isDue(now) {
      if (now - last < interval) return false;
      last = now;
      return true;
    },
  };
}
