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
export type SyncSliceStep = SyncStep & {
  /** Of folders: ms for which a file has to stay as it is. */
  readonly settle?: number;
  /** Of folders: when this reading began, as its first slice answered. */
  readonly since?: string;
};
export type SyncedSlice = {
  readonly done: boolean;
  readonly read: number;
  readonly written: number;
  readonly progress: SourceProgress | null;
  /** Of folders: for the next slice. */
  readonly since?: string;
  /** ms until another look tells more. */
  readonly wait?: number;
};
export type SweepSourceStep = SyncStep & { readonly acceptDeletes: boolean };
/** null: the last one is not long ago. */
export type SweptSource = { readonly deleted: number | null };
export type FailedSync = SyncStep & { readonly failure: SourceFailure };

export type SyncResult = SyncCounts & { readonly deleted: number | null };
