import type pg from 'pg';

/** By what a row names a contact. An id stands behind its source already. */
export type ContactReference = { readonly id?: string; readonly phone?: string; readonly email?: string };

/** `contact`: an external id of `contacts`. */
export type ResolvedContact =
  | { readonly contact: string }
  | { readonly reason: string; readonly remedy: string; readonly key?: keyof ContactReference };

export type ContactResolver = {
  /** Contacts that rows refer to: they must exist, or have been brought by rows before. */
  refer(references: readonly ContactReference[]): Promise<ResolvedContact[]>;
  /** Contacts that rows bring: known ones, or new ones with the external id to use. */
  bring(rows: readonly ContactReference[]): Promise<(ResolvedContact & { readonly known?: boolean })[]>;
};

/** References that are remembered, so that a file in the order of contacts asks once for each. */
const remembered = 100_000;

/** By external id alone. */
export function createContactResolver(client: pg.ClientBase): ContactResolver {
  const known = new Set<string>();
  async function look(ids: readonly (string | undefined)[]): Promise<void> {
    if (known.size > remembered) known.clear();
    const unknown = [...new Set(ids)].filter((id): id is string => id !== undefined && !known.has(id));
    if (unknown.length === 0) return;
    const { rows } = await client.query<{ external_id: string }>(
      'select external_id from contacts where external_id = any($1)',
      [unknown],
    );
    for (const { external_id: id } of rows) known.add(id);
  }
  return {
    async refer(references) {
      await look(references.map(({ id }) => id));
      return references.map(({ id }) =>
        id !== undefined && known.has(id)
          ? { contact: id }
          : { key: 'id', reason: 'names a contact that does not exist', remedy: 'Import the contacts first.' },
      );
    },
    async bring(rows) {
      await look(rows.map(({ id }) => id));
      return rows.map(({ id }) => {
        if (id === undefined) return { reason: 'has no id', remedy: '' };
        const stored = known.has(id);
        known.add(id);
        return { contact: id, known: stored };
      });
    },
  };
}
