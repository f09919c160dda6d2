import type pg from 'pg';

/** Any number that nobody else on the server uses. */
const importLock = 7_316_510_202;

/** Imports and merges take turns, until commit: an import that has found a contact still finds it when it writes. */
export async function takeImportTurn(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [importLock]);
}
