/** How a fit reports its progress and learns that it is no longer wanted. */
export type FitWatch = {
  /** 0-1 */
  readonly progress?: (share: number) => void;
  /** Asked many times a second; once true, `fit` throws EngineError `cancelled`. */
  readonly stopped?: () => boolean;
};
