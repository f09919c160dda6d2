import type { MappedRow } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';

/** A row whose texts are canonical. Ids stand behind their source. */
export type ReadRow = {
  readonly table: MappedTable;
  readonly values: Record<string, string>;
  clears: readonly string[];
  readonly attributes: MappedRow['attributes'];
  readonly attributesAt: string | null;
  /** A further item of the purchase above, which says what this row lacks. */
  readonly goesOn: boolean;
};

export type RowContext = {
  /** Stands before ids; '' for none. */
  readonly source: string;
  /** Canonical moments between which what has happened lies. */
  readonly earliest: string;
  readonly latest: string;
  /** The moment of the import. */
  readonly now: string;
  /** Lower-cased names of the time zones that the server knows. */
  readonly timezones: ReadonlySet<string>;
  /** Whether the mapping says when leads came. */
  readonly datesLeads: boolean;
  readonly columnOf: (table: MappedTable, field: string) => string;
  /** Counts what the rules changed, for the report. */
  readonly count: (what: string) => void;
};
