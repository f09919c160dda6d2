import type { RejectCause } from '../intake/reject-causes.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';

/** What would become of a file, without a database: what it refers to isn't looked up. */
export type Inspection = {
  readonly file: string;
  readonly mapping: string;
  /** How its mapping was found: 'the preset hubspot/deals'. Null: none was known, and this one is proposed. */
  readonly recognisedBy: string | null;
  /** The mapping as YAML; null where it stands in a mapping file already. */
  readonly text: string | null;
  /** What has to be added to the mapping before a row can be read; null: nothing. */
  readonly unfinished: string | null;
  readonly columns: readonly InspectedColumn[];
  readonly missingColumns: readonly string[];
  readonly read: number;
  readonly stored: number;
  readonly leftOut: readonly { readonly why: string; readonly rows: number }[];
  readonly rejected: number;
  readonly causes: readonly RejectCause[];
  /** In the order of the file: the first ones, and the first of each that is left out or rejected in another way. */
  readonly rows: readonly InspectedRow[];
  readonly assumed: readonly { readonly column: string; readonly reading: string }[];
  readonly notes: readonly string[];
};

export type InspectedColumn = {
  readonly column: string;
  /** What it fills, as 'leads.stage'; empty: it isn't used. */
  readonly uses: readonly string[];
  readonly example: string;
};

export type InspectedRow = { readonly line: number } & (
  | {
      readonly outcome: 'stored';
      readonly tables: readonly {
        readonly table: MappedTable;
        readonly values: Readonly<Record<string, string>>;
        readonly clears: readonly string[];
        readonly attributes: Readonly<Record<string, string | null>>;
      }[];
      /** What goes in without some of its keys. */
      readonly notes: readonly string[];
    }
  | { readonly outcome: 'left out'; readonly why: string }
  | { readonly outcome: 'rejected'; readonly reasons: readonly { readonly what: string; readonly remedy: string }[] }
);
