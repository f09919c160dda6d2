/** Columns of a business's own that no field claims: a CRM's custom fields, and the contact's source, country and language. */
export const attributeTables = ['lead', 'contact'] as const;
export type AttributeTable = (typeof attributeTables)[number];

/** A raw column of a model beside its features. `name` is `<table>:<column>`, such as 'lead:Source'. */
export type Attribute = {
  readonly name: string;
  readonly table: AttributeTable;
  readonly column: string;
  readonly kind: 'number' | 'category';
};

export function attributeName(table: AttributeTable, column: string): string {
  return `${table}:${column}`;
}

/** null: it names a feature, no attribute. */
export function parseAttributeName(name: string): Pick<Attribute, 'table' | 'column'> | null {
  const end = name.indexOf(':');
  const table = attributeTables.find((each) => each === name.slice(0, end));
  return table === undefined ? null : { table, column: name.slice(end + 1) };
}
