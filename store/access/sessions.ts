import type { Act, Actor } from '../../domain/access/actor.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { recordAct } from './audit.ts';
import { findBySecret, newSecret } from './secrets.ts';

/** Days for which a browser stays signed in. */
export const sessionDays = 30;

/** Somebody who is let in. `tokenId`: of the token of the database by which; null: by a link, or by the configured token. */
export type Guest = { readonly person: string; readonly role: Role; readonly tokenId: string | null };

export type OpenSession = { readonly id: string; readonly person: string; readonly role: Role };

/** What the browser's cookie holds. */
export async function createSession(database: Database, { person, role, tokenId }: Guest): Promise<string> {
  const { id, text, hash } = newSecret();
  await inTransaction(database, async (client) => {
    await client.query(`delete from sessions where expires_at < now() - interval '30 days'`);
    await client.query(
      `insert into sessions (id, hash, person, role, token_id, expires_at)
       values ($1, $2, $3, $4, $5, now() + $6 * interval '1 day')`,
      [id, hash, person, role, tokenId, sessionDays],
    );
    await recordAct(client, actOf('signIn', { id, person, role }));
  });
  return text;
}

/** null: unknown, ended or too old, or the token is worth nothing that it was begun with. */
export async function verifySession(database: Database, session: string): Promise<OpenSession | null> {
  const row = await findBySecret(session, async (id) => {
    const [found] = await database.query<OpenSession & { readonly hash: Buffer; readonly good: boolean }>(
      `select s.id, s.person, s.role, s.hash,
         s.ended_at is null and s.expires_at > now()
           and (t.id is null or t.revoked_at is null and coalesce(t.expires_at > now(), true)) as good
       from sessions as s left join api_tokens as t on t.id = s.token_id where s.id = $1`,
      [id],
    );
    return found;
  });
  return row?.good ? { id: row.id, person: row.person, role: row.role } : null;
}

export async function endSession(database: Database, session: string): Promise<void> {
  const open = await verifySession(database, session);
  if (open === null) return;
  await inTransaction(database, async (client) => {
    await client.query('update sessions set ended_at = now() where id = $1', [open.id]);
    await recordAct(client, actOf('signOut', open));
  });
}

export function actorOf({ id, person, role }: OpenSession): Actor {
  return { kind: 'session', id, name: person, role };
}

function actOf(operation: 'signIn' | 'signOut', session: OpenSession): Act {
  return { actor: actorOf(session), operation, target: null };
}
