/** What a job may tell while it works. */
export type JobContext = {
  /** 0-1 */
  readonly progress: (share: number) => void;
  /** True once the job is cancelled; the thread is terminated a moment later in any case. */
  readonly stopped: () => boolean;
};
