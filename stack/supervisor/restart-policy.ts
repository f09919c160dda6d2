/**
 * When a server that ended by itself is started again. The waits double, so that a server which finds a full disk or its
 * predecessor's memory still in use gets time. One that keeps ending is given up, because somebody has to look at it.
 */
export type RestartPolicy = {
  /** ms */
  readonly firstWait: number;
  /** ms */
  readonly longestWait: number;
  /** ms in which ends count together: what ran longer than this is no crash loop. */
  readonly window: number;
  /** Ends within the window at which it is given up. */
  readonly mostEnds: number;
};

/** A server that ends at once is given up after 43 s. */
export const defaultRestarts: RestartPolicy = { firstWait: 200, longestWait: 10_000, window: 60_000, mostEnds: 10 };

/**
 * @param ends moments (ms) at which the server ended, the latest last.
 * @returns ms to wait before the next start, or null to give up; and the ends that still count.
 */
export function decideRestart(
  ends: readonly number[],
  { firstWait, longestWait, window, mostEnds }: RestartPolicy,
): { readonly wait: number | null; readonly counted: number[] } {
  const last = ends.at(-1) ?? 0;
  const counted = ends.filter((moment) => moment > last - window);
  if (counted.length >= mostEnds) return { wait: null, counted };
  return { wait: Math.min(longestWait, firstWait * 2 ** (counted.length - 1)), counted };
}
