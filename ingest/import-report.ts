import type { RejectCause } from './intake/reject-causes.ts';
import type { MappedTable } from './mapping/mapping-schema.ts';
import type { Outcome } from './merge/merge-context.ts';

export type TableOutcome = Outcome & { readonly table: MappedTable };

/** Records: read = stored + left out + rejected. Rows of a table: inserted + updated + unchanged + merged. */
export type FileReport = {
  readonly file: string;
  readonly mapping: string;
  /** By which it can be taken back; null in a dry run. */
  readonly batch: number | null;
  readonly read: number;
  readonly stored: number;
  readonly leftOut: readonly { readonly why: string; readonly rows: number }[];
  readonly rejected: number;
  readonly tables: readonly TableOutcome[];
  /** Values of attributes that were added. */
  readonly attributes: number;
  readonly causes: readonly RejectCause[];
  /** Null when nothing was rejected, or nothing was to be kept of it. */
  readonly rejectsFile: string | null;
  readonly ignoredColumns: readonly string[];
  readonly missingColumns: readonly string[];
  /** How columns were read where that had to be decided. */
  readonly assumed: readonly { readonly column: string; readonly reading: string }[];
  /** What was odd about the file or its rows, as sentences. */
  readonly notes: readonly string[];
};
