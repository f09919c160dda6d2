import type { Database } from '../database/database.ts';
import { isSecret, newSecret, readSecret } from './secrets.ts';

/** Days for which a browser stays signed in. */
export const sessionDays = 30;

/** What the browser's cookie holds. */
export async function createSession(database: Database, person: string): Promise<string> {
  const { id, text, hash } = newSecret();
  await database.query(`delete from sessions where expires_at < now() - interval '30 days'`, []);
  await database.query(
    `insert into sessions (id, hash, person, expires_at) values ($1, $2, $3, now() + $4 * interval '1 day')`,
    [id, hash, person, sessionDays],
  );
  return text;
}

/** Whose it is; null: unknown, ended or too old. */
export async function verifySession(database: Database, session: string): Promise<string | null> {
  const read = readSecret(session);
  if (read === null) return null;
  const [row] = await database.query<{ readonly person: string; readonly hash: Buffer }>(
    'select person, hash from sessions where id = $1 and ended_at is null and expires_at > now()',
    [read.id],
  );
  return row !== undefined && isSecret(read.secret, row.hash) ? row.person : null;
}

export async function endSession(database: Database, session: string): Promise<void> {
  if ((await verifySession(database, session)) === null) return;
  await database.query('update sessions set ended_at = now() where id = $1', [readSecret(session)?.id]);
}
