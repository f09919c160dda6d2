import type { Stage } from './report/report.ts';

/** `share` of the stage, 0-1. */
export type OnProgress = (stage: Stage, share: number) => void;

export type Stopwatch = ReturnType<typeof createStopwatch>;

export function createStopwatch(onProgress: OnProgress) {
  const started = performance.now();
  const taken: Record<Stage, number> = { read: 0, prepare: 0, crossValidate: 0, fit: 0, predict: 0, judge: 0 };
  return {
    async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
      onProgress(stage, 0);
      const from = performance.now();
      const result = await work();
      taken[stage] = performance.now() - from;
      return result;
    },
    timings: () => ({ ...taken, total: performance.now() - started }),
  };
}
