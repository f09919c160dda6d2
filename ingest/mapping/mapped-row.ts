import type { DateOrder } from '../../tables/values/decide-date-order.ts';
import type { MappedTable } from './mapping-schema.ts';
import type { UnlistedWord } from './unlisted-words.ts';

/** What one record of a file becomes in one table: texts as `ingest/fields/` reads them. */
export type MappedRow = {
  readonly table: MappedTable;
  /** By field. Blank ones are left out. Moments are ISO 8601 in UTC, numbers plain decimals with a point, where they could be read. */
  readonly values: Readonly<Record<string, string>>;
  /** Fields that a blank cell clears. */
  readonly clears: readonly string[];
  /** By name; null: the cell is blank. */
  readonly attributes?: Readonly<Record<string, string | null>>;
  /** ISO 8601 in UTC; null: undated. */
  readonly attributesAt?: string | null;
  /** A further item of the purchase above, which says what this row lacks. */
  readonly goesOn?: true;
};

/** Why a record, or a row of it, can't go in: in the words of the file. */
export type MappingProblem = {
  readonly table: MappedTable | null;
  readonly column: string;
  readonly value: string;
  /** Completes "the row" or the column's value: 'is not one of won, lost'. */
  readonly reason: string;
  /** What to write in the mapping, or to do: one line, or empty. */
  readonly remedy: string;
  /** Rows that are not known yet (`intake/awaited.ts`): once one of them comes, this may be no problem any more. */
  readonly awaits?: readonly string[];
};

export type MappedRecord =
  | { readonly rows: readonly MappedRow[]; readonly problems: readonly MappingProblem[] }
  /** The mapping's `where` or `unless` leaves it out, with the condition as text. */
  | { readonly leftOut: string };

/** How a column of the file is read, decided by all of its rows before the first is mapped. Gives back the text where it can't read it. */
export type ReadColumn = (text: string) => string;

export type CompiledMapping = {
  /** Columns whose style the whole file decides, by place in the header. */
  readonly styled: ReadonlyMap<
    number,
    {
      readonly kind: 'number' | 'moment';
      /** Decimal places that the field can have: 4.045 is no amount of money. Undefined: any. */
      readonly places?: number;
      readonly decimal?: ',' | '.';
      readonly dateOrder?: DateOrder;
      readonly zone?: string;
    }
  >;
  /** By place in the header: what a column fills, as 'leads.stage', or decides; without those that nothing uses. */
  readonly uses: ReadonlyMap<number, readonly string[]>;
  readonly ignoredColumns: readonly string[];
  /** Columns that the mapping names and the file lacks. */
  readonly missingColumns: readonly string[];
  /** Fields of a table that add up over the rows of one id. */
  readonly addedUp: Readonly<Partial<Record<MappedTable, readonly string[]>>>;
  /** The tables that the file feeds, in the order in which they are written, each with the fields that some row may fill. */
  readonly fields: ReadonlyMap<MappedTable, readonly string[]>;
  /** What fills a field, in the words of the file, for messages: 'Close Date', or the field's own name. */
  columnOf(table: MappedTable, field: string): string;
  /** Errors such as #REF! that a spreadsheet left in cells so far: they were read as blank. */
  brokenCells(): { readonly count: number; readonly example: string };
  /** Words that were left blank so far, for the mapping doesn't list them. */
  unlistedWords(): readonly UnlistedWord[];
  /**
   * Takes the records in the order of the file, for items of an order stand below each other.
   * @param read by column's place; those without one are taken as they stand.
   */
  map(cells: readonly string[], read: ReadonlyMap<number, ReadColumn>): MappedRecord;
};
