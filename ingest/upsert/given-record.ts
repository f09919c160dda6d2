import type { MappedRow, MappingProblem } from '../mapping/mapped-row.ts';

/**
 * What came about one thing: rows that belong together, as a message and whose it is. Fields of a row that aren't given stay as they are.
 */
export type GivenRecord = {
  /**
   * - `upsert`: rows are added, or changed where they are there. A contact with `merged_into` is made one with that one.
   * - `update`: rows are changed. What isn't there yet is waited for.
   * - `delete`: rows with these ids are removed, with all that belongs to them.
   */
  readonly kind: 'upsert' | 'update' | 'delete';
  readonly rows: readonly MappedRow[];
  /** What stands against the record already. */
  readonly problems?: readonly MappingProblem[];
  /**
   * When it became so, ISO 8601 in UTC: histories are dated by it, and what is older than what was said of the row before changes it no
   * more. Without it the record is news.
   */
  readonly changedAt?: string;
  /** Stands before ids: `chatwoot:`, or nothing. */
  readonly source: string;
};

export const rowStatuses = [
  'inserted',
  'updated',
  'unchanged',
  'deleted',
  'merged',
  'parked',
  'rejected',
  'erased',
] as const;
export type RowStatus = (typeof rowStatuses)[number];

/** What became of a record. */
export type RowResult = {
  readonly status: RowStatus;
  /** Why it is parked or rejected, or changed nothing. */
  readonly problems: readonly MappingProblem[];
};

/** A row that lacks a field, holds a value that can't be read, or names a row that isn't known. */
export const rowProblemCodes = ['missing_field', 'invalid_value', 'unknown_reference'] as const;
export type RowProblemCode = (typeof rowProblemCodes)[number];

export function codeOf({ awaits, reason }: MappingProblem): RowProblemCode {
  if (awaits !== undefined) return 'unknown_reference';
  return reason.startsWith('is missing') ? 'missing_field' : 'invalid_value';
}
