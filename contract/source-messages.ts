import type { SourceFailure, SourceProgress } from '../domain/sources.ts';
import type { GivenLimits } from './limits.ts';

/** Reading what changed in a source. No credential is in it, nor in what steps answer. */
export type SyncSourceInput = {
  readonly source: string;
  /** Rows that are gone there are deleted however many there are. */
  readonly acceptDeletes?: true;
  readonly limits?: GivenLimits;
  /** After many slices a run goes on in another one. */
  readonly goesOn?: SyncCounts;
};

export type SyncCounts = { readonly slices: number; readonly read: number; readonly written: number };

export type SyncStep = { readonly source: string };
export type SyncedSlice = {
  readonly done: boolean;
  readonly read: number;
  readonly written: number;
  readonly progress: SourceProgress | null;
};
export type SweepSourceStep = SyncStep & { readonly acceptDeletes: boolean };
/** null: the last one is not long ago. */
export type SweptSource = { readonly deleted: number | null };
export type FailedSync = SyncStep & { readonly failure: SourceFailure };

export type SyncResult = SyncCounts & { readonly deleted: number | null };
