/** Columns of a business's own that no field claims: a CRM's custom fields, and where a lead or contact comes from, its country and language. */
export const attributeTables = ['lead', 'contact'] as const;
export type AttributeTable = (typeof attributeTables)[number];

/** A raw column of a model beside its features. `name` is `<table>:<column>`, such as 'lead:Source'. */
export type Attribute = {
  readonly name: string;
  readonly table: AttributeTable;
  readonly column: string;
  readonly kind: 'number' | 'category';
};

/** What a training made of the attributes that there are. */
export type AttributeReport = {
  /** Those that the model learns from. `coverage`: the share of subjects that have a value. */
  readonly used: readonly { readonly name: string; readonly kind: Attribute['kind']; readonly coverage: number }[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  /** They may hold the outcome itself. Left out, unless asked for: then they are among `used`. */
  readonly suspects: readonly { readonly name: string; readonly reason: string; readonly used: boolean }[];
  /** They were turned off. */
  readonly off: boolean;
};

export type AttributeOptions = {
  readonly off: boolean;
  /** Suspects that are learnt from all the same: their names, or their columns. */
  readonly withSuspects: readonly string[];
};

/** Beside the features of the guide. */
export const mostAttributes = 30;

export function attributeName(table: AttributeTable, column: string): string {
  return `${table}:${column}`;
}

/** null: it names a feature, no attribute. */
export function parseAttributeName(name: string): Pick<Attribute, 'table' | 'column'> | null {
  const end = name.indexOf(':');
  const table = attributeTables.find((each) => each === name.slice(0, end));
  return table === undefined ? null : { table, column: name.slice(end + 1) };
}

/** For people, clauses without a full stop: what is learnt from, and what isn't and why. Suspects are named by `describeSuspects`. */
export function describeAttributes({ used, leftOut, off }: AttributeReport): string[] {
  if (off) return ['columns of your own are turned off'];
  const named = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name).join(', ');
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  const omitted = reasons.map((reason) => `${named(leftOut.filter((each) => each.reason === reason))} (${reason})`);
  const columns = used.length === 1 ? 'column' : 'columns';
  return [
    ...(used.length === 0 ? [] : [`${used.length} ${columns} of your own: ${named(used)}`]),
    ...(omitted.length === 0 ? [] : [`left out: ${omitted.join('; ')}`]),
  ];
}

/** null: there are none. */
export function describeSuspects(suspects: AttributeReport['suspects']): string | null {
  if (suspects.length === 0) return null;
  const named = suspects.map(
    ({ name, reason, used }) => `${name} ${reason}, ${used ? 'learnt from as asked' : 'left out'}`,
  );
  return `may hold the outcome itself: ${named.join('; ')}`;
}
