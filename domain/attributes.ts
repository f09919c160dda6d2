/** Columns of a business's own that no field claims: a CRM's custom fields, and where a lead or contact comes from, its country and language. */
export const attributeTables = ['lead', 'contact'] as const;
export type AttributeTable = (typeof attributeTables)[number];

/** A raw column of a model beside its features. `name` is `<table>:<column>`, such as 'lead:Source'. */
export type Attribute = {
  readonly name: string;
  readonly table: AttributeTable;
  readonly column: string;
  readonly kind: 'number' | 'category';
  /** Numbers that are not written plainly: 1.250,00 or 12 kg. As in `tables/values/number-text.ts`. */
  readonly style?: { readonly decimalComma: boolean; readonly unit: string };
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
