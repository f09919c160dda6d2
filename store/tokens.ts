import type { Act } from '../domain/access/actor.ts';
import type { Role } from '../domain/access/roles.ts';
import { recordAct } from './access/audit.ts';
import { findBySecret, newSecret } from './access/secrets.ts';
import type { Database } from './database/database.ts';
import { byMoment, fillPage, matching, type Page, type PageAsked, readPage } from './database/read-page.ts';
import { inTransaction } from './database/transaction.ts';
import { ApiTokenEntity, type Row } from './training/training-entities.ts';

export type TokenRecord = Omit<Row<typeof ApiTokenEntity>, 'hash'>;

export type NewToken = {
  /** What it is for; it names whoever uses it. */
  readonly label: string;
  readonly role: Role;
  /** null: it is good until it is revoked. */
  readonly expiresAt?: Date | null;
  readonly act?: Act | undefined;
};

/** Creates a token `<id>.<secret>`. Only its hash is stored, so the token can be shown only now. */
export async function createToken(database: Database, token: NewToken): Promise<string> {
  const { label, role, expiresAt = null, act } = token;
  const { id, text, hash } = newSecret();
  await inTransaction(database, async (client) => {
    await client.query('insert into api_tokens (id, hash, label, role, expires_at) values ($1, $2, $3, $4, $5)', [
      ...[id, hash, label, role, expiresAt],
    ]);
    await recordAct(client, act && { ...act, target: id, details: { label, role } });
  });
  return text;
}

export type GoodToken = Pick<TokenRecord, 'id' | 'label' | 'role' | 'expiresAt'>;

/** null: malformed, unknown, revoked or expired. Which of them, not even the time it takes tells. */
export async function verifyToken(database: Database, token: string): Promise<GoodToken | null> {
  const row = await findBySecret(token, async (id) => {
    const [found] = await database.query<GoodToken & { readonly hash: Buffer; readonly good: boolean }>(
      `select id, label, role, expires_at as "expiresAt", hash,
         revoked_at is null and coalesce(expires_at > now(), true) as good
       from api_tokens where id = $1`,
      [id],
    );
    return found;
  });
  return row?.good ? { id: row.id, label: row.label, role: row.role, expiresAt: row.expiresAt } : null;
}

/** To the minute, so that a busy token isn't written at every request. */
export async function noteTokenUse(database: Database, id: string): Promise<void> {
  await database.query(
    `update api_tokens set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [id],
  );
}

/** False before the first start, which creates one. */
export async function hasTokens(database: Database): Promise<boolean> {
  return (await database.em().count(ApiTokenEntity, { revokedAt: null })) > 0;
}

/** Newest first, revoked and expired ones too. */
export async function listTokens(database: Database): Promise<TokenRecord[]> {
  const rows = await database.em().find(ApiTokenEntity, {}, { orderBy: { createdAt: 'desc', id: 'asc' } });
  return rows.map(withoutHash);
}

/** Newest first, revoked and expired ones too. */
export async function pageTokens(database: Database, page: PageAsked): Promise<Page<TokenRecord>> {
  const query = { columns: 'id', from: 'api_tokens', ...matching([]), order: byMoment('created_at', 'text', true) };
  return await fillPage(await readPage<Pick<TokenRecord, 'id'>>(database, query, page), async (ids) =>
    (await database.em().find(ApiTokenEntity, { id: { $in: ids } })).map(withoutHash),
  );
}

/** null: there is none with this id. Revoking again changes nothing. Who had signed in with it is out. */
export async function revokeToken(database: Database, id: string, act?: Act): Promise<TokenRecord | null> {
  await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ label: string }>(
      'update api_tokens set revoked_at = now() where id = $1 and revoked_at is null returning label',
      [id],
    );
    const [revoked] = rows;
    if (revoked !== undefined) await recordAct(client, act && { ...act, target: id, details: revoked });
  });
  const row = await database.em().findOne(ApiTokenEntity, { id });
  return row === null ? null : withoutHash(row);
}

function withoutHash(row: Row<typeof ApiTokenEntity>): TokenRecord {
  const { hash: _, ...rest } = { ...row };
  return rest;
}
