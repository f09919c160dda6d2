/** Real time by what it was spent on, in milliseconds. */
export type Spent = { readonly what: string; readonly calls: number; readonly milliseconds: number };

export type Stopwatch = {
  time<Result>(what: string, work: () => Promise<Result>): Promise<Result>;
  /** The longest first. */
  spent(): Spent[];
};

export function createStopwatch(): Stopwatch {
  const all = new Map<string, { calls: number; milliseconds: number }>();
  return {
    async time(what, work) {
      const began = performance.now();
      try {
        return await work();
      } finally {
        const known = all.get(what) ?? { calls: 0, milliseconds: 0 };
        known.calls++;
        known.milliseconds += performance.now() - began;
        all.set(what, known);
      }
    },
    spent: () => [...all].map(([what, of]) => ({ what, ...of })).toSorted((a, b) => b.milliseconds - a.milliseconds),
  };
}

/** Steps of a second or more: where the real time goes. Steps that run side by side count each. */
export function spentLines({
  spent,
  seconds,
}: {
  readonly spent: readonly Spent[];
  readonly seconds: number;
}): string[] {
  return spent
    .filter(({ milliseconds }) => milliseconds >= 1000)
    .map(({ what, calls, milliseconds }) => {
      const share = `${Math.floor(milliseconds / 10 / seconds)}%`;
      const each = (milliseconds / calls).toFixed(1);
      return `  ${what.padEnd(22)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s ${share.padStart(4)}  ${calls} x ${each} ms`;
    });
}
