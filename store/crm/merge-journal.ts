/** A row as PostgreSQL's `to_jsonb` gives it: numbers exact, moments with microseconds. */
export type RowJson = Readonly<Record<string, unknown>>;

/** Tables whose rows belong to a contact and move to the survivor. Their own histories hang on them, and come along. */
export const movedTables = [
  'leads',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
] as const;

export type MergeJournal = {
  /** The contact that was merged, with all that hung on it alone. */
  readonly contact: RowJson;
  readonly versions: readonly RowJson[];
  readonly attributes: readonly RowJson[];
  readonly conflicts: readonly RowJson[];
  /** Ids of the rows that moved. */
  readonly moved: Readonly<Record<(typeof movedTables)[number], readonly number[]>>;
  readonly outcomes: readonly string[];
  readonly identities: readonly { readonly kind: string; readonly source: string; readonly value: string }[];
  /** Whether its external id became an identity of the survivor. */
  readonly named: boolean;
  /** Names of attributes that the survivor had none of. */
  readonly attributesAdded: readonly string[];
  readonly conflictsAdded: readonly RowJson[];
  /** What changed in the survivor's profile, by column. */
  readonly profile: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
  /** The moment of that change, in the survivor's history; null: nothing changed. */
  readonly profileAt: string | null;
  /** Where the other one was known earlier: the survivor's first version begins then. */
  readonly createdAt: { readonly before: string; readonly after: string } | null;
};
