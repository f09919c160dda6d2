import { randomBytes } from 'node:crypto';
import type { Act } from '../../domain/access/actor.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { recordAct } from './audit.ts';
import { digest } from './secrets.ts';

/** Minutes for which a link is good, unless whoever makes it says otherwise. */
export const linkMinutes = 5;

export type Invitation = {
  readonly person: string;
  readonly role: Role;
  readonly minutes?: number;
  /** Left out where the product itself invites, at its start. */
  readonly act?: Act | undefined;
};

/** A code that lets this person in once. Only its hash is kept, so it can be shown only now. */
export async function createSignInCode(
  database: Database,
  { person, role, minutes = linkMinutes, act }: Invitation,
): Promise<string> {
  const code = randomBytes(24).toString('base64url');
  await inTransaction(database, async (client) => {
    await client.query(`delete from sign_in_links where expires_at < now() - interval '30 days'`);
    await client.query(
      `insert into sign_in_links (hash, person, role, expires_at) values ($1, $2, $3, now() + $4 * interval '1 minute')`,
      [digest(code), person, role, minutes],
    );
    await recordAct(client, act);
  });
  return code;
}

/** Uses the code up. null: it is unknown, was used, or is too old. Of two that come at once, one is let in. */
export async function redeemSignInCode(
  database: Database,
  code: string,
): Promise<Pick<Invitation, 'person' | 'role'> | null> {
  const [row] = await database.query<Pick<Invitation, 'person' | 'role'>>(
    `update sign_in_links set used_at = now() where hash = $1 and used_at is null and expires_at > now() returning person, role`,
    [digest(code)],
  );
  return row ?? null;
}
