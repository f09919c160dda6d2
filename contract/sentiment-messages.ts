import type { GivenLimits } from './limits.ts';

export type FillSentimentInput = {
  readonly limits?: GivenLimits;
  /** After continue-as-new: the pass that goes on, and whether somebody asked for another one after it. */
  readonly goesOn?: { readonly progress: SentimentProgress; readonly again: boolean };
};

/** Answer of the query `progress`, and the result. */
export type SentimentProgress = {
  /** off: PERENNIAL_SENTIMENT says so to the workers. */
  readonly state: 'measuring' | 'done' | 'off';
  /** Of the lexicons. */
  readonly version: string | null;
  /** Messages without a sentiment when the pass began; null until they are counted. */
  readonly total: number | null;
  /** Messages that were looked at, in all passes. */
  readonly read: number;
  /** Those of them that got a sentiment: others have nothing to read, or are in a language without a lexicon. */
  readonly measured: number;
  /** Id of the last message that was looked at; 0 before the first of a pass. */
  readonly last: number;
};

/** null: nothing is to be measured. */
export type UnmeasuredMessages = { readonly version: string; readonly count: number } | null;

/** Messages with higher ids than `after`. */
export type SentimentStep = { readonly after: number };

export type SentimentSlice = {
  readonly last: number;
  readonly read: number;
  readonly measured: number;
  /** No message is left after `last`. */
  readonly ended: boolean;
};
