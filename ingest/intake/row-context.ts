import type pg from 'pg';
import type { Field } from '../fields/table-fields.ts';
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
  /** It may lack what a new row needs: it only changes one that is there. */
  readonly isPartial?: boolean;
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
  /** What to do about a value that can't be read. Default: what a mapping would have to say. */
  readonly remedyFor?: (name: string, field: Field) => string;
  /** Counts what the rules changed, for the report. */
  readonly count: (what: string) => void;
};

export const earliestMoment = '1990-01-01T00:00:00Z';
/** What has happened can't lie further ahead: clocks of the world differ by a day, and some are wrong. */
const aheadMilliseconds = 2 * 86_400_000;

export function latestMoment(now: Date): string {
  return new Date(now.getTime() + aheadMilliseconds).toISOString();
}

/** Time zones as this server knows them: feature queries convert with them, and one unknown name would fail them all. */
export async function readTimezones(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>('select lower(name) as name from pg_timezone_names');
  return new Set(rows.map(({ name }) => name));
}
