import type { Database } from './database/database.ts';

/** How far an installation has come. */
export type Standing = { readonly contacts: boolean; readonly models: boolean };

/** Counts nothing: a big business has millions of rows. */
export async function readStanding(database: Database): Promise<Standing> {
  const [standing] = await database.query<Standing>(
    'select exists (select 1 from contacts) as contacts, exists (select 1 from champions) as models',
  );
  return standing;
}
