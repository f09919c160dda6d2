/** How long a destination that doesn't take something is waited for. Milliseconds. */
export type Backoff = {
  readonly firstWait: number;
  readonly longestWait: number;
  /** From when an event was put out, until it is parked. */
  readonly giveUp: number;
};

export const usualBackoff: Backoff = { firstWait: 5_000, longestWait: 6 * 60 * 60_000, giveUp: 3 * 86_400_000 };

/** Each wait is three times the one before: five seconds, a quarter of a minute, ... and from the eighth on the longest. */
const growth = 3;
/** Waits differ by up to this share, so that what failed together isn't tried together. */
const spread = 0.2;

/**
 * @param attempts that failed, at least 1
 * @param random 0 to 1
 * @param asked ms that the receiver asked for (Retry-After); no longer than the longest wait is granted
 */
export function waitAfter(attempts: number, backoff: Backoff, random: number, asked = 0): number {
  const { firstWait: first, longestWait: longest } = backoff;
  const wait = Math.min(longest, first * growth ** Math.min(attempts - 1, 30));
  return Math.round(Math.max(wait * (1 - spread * random), Math.min(asked, longest)));
}

/** Whether it has been tried for long enough. */
export function givesUp(since: Date, now: Date, { giveUp }: Backoff): boolean {
  return now.getTime() - since.getTime() >= giveUp;
}

/** A destination that took nothing is probed again within this, for it may be back any moment. ms */
const longestHold = 5 * 60_000;

/** How long a destination that took nothing in so many rounds in a row is left alone. */
export function holdAfter(rounds: number, backoff: Backoff, random: number, asked = 0): number {
  return Math.max(
    waitAfter(rounds, { ...backoff, longestWait: Math.min(longestHold, backoff.longestWait) }, random),
    Math.min(asked, backoff.longestWait),
  );
}
