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
