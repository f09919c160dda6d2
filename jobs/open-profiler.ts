import { createThreadPool, type JobInput, type JobResult, type ThreadLog } from './pool.ts';

/** Profiles tables in a thread of its own, which gives the memory of danfojs back when it is closed. */
export function openProfiler(log: ThreadLog) {
  const threads = createThreadPool(log, 1);
  return {
    profile: (input: JobInput<'profile'>, options: { readonly signal: AbortSignal }): Promise<JobResult<'profile'>> =>
      threads.run('profile', input, options),
    close: () => threads.close(),
  };
}
