import type { ReadKeys } from '../identity/contact-keys.ts';
import type { EntityTable } from '../merge/entity-tables.ts';

/**
 * What a row waits for, as one text each: `leads:9001`, `contacts:phone:+15550100001`. Ids stand behind their source. Of several, any one
 * that comes is a reason to try the row again.
 */
export function awaitedRow(table: EntityTable, id: string): string {
  return `${table}:${id}`;
}

export function awaitedContact({ id, phones, email }: Pick<ReadKeys, 'id' | 'phones' | 'email'>): string[] {
  const keys = phones.map((phone) => `contacts:phone:${phone}`);
  if (id !== undefined) keys.unshift(`contacts:id:${id}`);
  if (email !== undefined) keys.push(`contacts:email:${email}`);
  return keys;
}

/** SQL of whether what `key` names is there by now. */
export function isThere(key: string, tables: readonly EntityTable[]): string {
  const after = (prefix: string) => `substr(${key}, ${prefix.length + 1})`;
  const contact = (kind: string) => {
    const value = after(`contacts:${kind}:`);
    const source = kind === 'id' ? `perennial_source_of(${value})` : `''`;
    return `when ${key} like 'contacts:${kind}:%' then exists (select from contacts where external_id = ${value})
      or exists (select from contact_identities where kind = '${kind}' and source = ${source} and value = ${value})`;
  };
  const rows = tables
    .filter((table) => table !== 'contacts')
    .map(
      (table) =>
        `when ${key} like '${table}:%' then exists (select from ${table} where external_id = ${after(`${table}:`)})`,
    );
  return `case ${['id', 'phone', 'email'].map(contact).join(' ')} ${rows.join(' ')} else false end`;
}
