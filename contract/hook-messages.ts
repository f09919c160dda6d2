import type { GivenLimits } from './limits.ts';

/** Reading what one source posted. */
export type DrainInboxInput = {
  readonly source: string;
  readonly limits?: GivenLimits;
  /** What a run before this one has done. */
  readonly goesOn?: DrainedInbox;
};

export type DrainStep = { readonly source: string };

/** Deliveries that were read, by what became of them. */
export type DrainedInbox = {
  readonly taken: number;
  readonly unused: number;
  readonly unknown: number;
  readonly failed: number;
};
