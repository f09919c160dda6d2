import type pg from 'pg';
import type { IdentityResolver } from '../identity/resolve.ts';
import type { CompiledMapping, MappingProblem, ReadColumn } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import type { AttributeStaging } from '../merge/merge-attributes.ts';
import type { StagedTable } from '../merge/staging.ts';
import type { TableRecord } from '../table-file.ts';
import type { ConversationContacts } from './conversation-contacts.ts';
import type { KnownRows } from './known-rows.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** @returns the records that are about nobody who was erased: `leave-out-erased.ts` */
export type LeaveOutErased = (intake: RowIntake, taken: readonly Taken[]) => Promise<readonly Taken[]>;

/** What taking rows needs that were read. */
export type RowIntake = {
  readonly client: pg.ClientBase;
  readonly row: RowContext;
  readonly contacts: IdentityResolver;
  readonly known: KnownRows;
  readonly conversations: ConversationContacts;
  readonly staged: ReadonlyMap<MappedTable, StagedTable>;
  readonly attributes: ReadonlyMap<MappedTable, AttributeStaging>;
  /** Tables of external ids of rows that are deleted there. */
  readonly removals: ReadonlyMap<MappedTable, StagedRemovals>;
  readonly items: LineItems;
  reject(record: TableRecord, problems: readonly MappingProblem[]): void;
  leaveOut(why: string): void;
  readonly leaveOutErased: LeaveOutErased;
  /** A record is left out because it is about somebody who was erased. */
  onErased(record: TableRecord): void;
  /** A row of a record goes in: under its id, which for a derived one gets its number later. */
  onStaged?(record: TableRecord, row: ReadRow, id: string, derived: boolean): void;
};

/** What taking the records of one file needs. */
export type Intake = RowIntake & {
  readonly mapping: CompiledMapping;
  readonly read: ReadonlyMap<number, ReadColumn>;
  readonly width: number;
  /** Of amounts that name none. */
  readonly currency: string | undefined;
};

/** Id of the last purchase that was taken: without it further items of the purchase have nothing to go on with. */
export type LineItems = { taken?: string };

export type StagedRemovals = { readonly ids: string[] };

/** A record on its way: its rows, and what stands against it. */
export type Taken = { readonly record: TableRecord; readonly rows: ReadRow[]; readonly problems: MappingProblem[] };
