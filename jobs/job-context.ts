/** What a job gets from the thread that runs it. */
export type JobContext = {
  /** 0-1 */
  readonly progress: (share: number) => void;
  /** True once the job is cancelled; the thread is terminated shortly after in any case. */
  readonly stopped: () => boolean;
};
