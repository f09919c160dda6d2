import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { digest } from './secrets.ts';

/** Minutes for which a link is good, unless whoever makes it says otherwise. */
export const linkMinutes = 5;

/** A code that lets this person in once. Only its hash is kept, so it can be shown only now. */
export async function createSignInCode(database: Database, person: string, minutes = linkMinutes): Promise<string> {
  const code = randomBytes(24).toString('base64url');
  await database.query(`delete from sign_in_links where expires_at < now() - interval '30 days'`, []);
  await database.query(
    `insert into sign_in_links (hash, person, expires_at) values ($1, $2, now() + $3 * interval '1 minute')`,
    [digest(code), person, minutes],
  );
  return code;
}

/** Uses the code up. null: it is unknown, was used, or is too old. Of two that come at once, one is let in. */
export async function redeemSignInCode(database: Database, code: string): Promise<string | null> {
  const [row] = await database.query<{ readonly person: string }>(
    `update sign_in_links set used_at = now() where hash = $1 and used_at is null and expires_at > now() returning person`,
    [digest(code)],
  );
  return row?.person ?? null;
}
