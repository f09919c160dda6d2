import { isSecret, newSecret, readSecret } from './access/secrets.ts';
import type { Database } from './database/database.ts';
import { ApiTokenEntity } from './training/training-entities.ts';

/** Creates a token `<id>.<secret>`. Only its hash is stored, so the token can be shown only now. */
export async function createToken(database: Database, label: string): Promise<string> {
  const { id, text, hash } = newSecret();
  const em = database.em();
  em.create(ApiTokenEntity, { id, hash, label, createdAt: new Date(), revokedAt: null });
  await em.flush();
  return text;
}

export async function verifyToken(database: Database, token: string): Promise<boolean> {
  const read = readSecret(token);
  if (read === null) return false;
  const row = await database.em().findOne(ApiTokenEntity, { id: read.id, revokedAt: null });
  return row !== null && isSecret(read.secret, row.hash);
}

/** False before the first start, which creates one. */
export async function hasTokens(database: Database): Promise<boolean> {
  return (await database.em().count(ApiTokenEntity, { revokedAt: null })) > 0;
}

export type TokenRecord = {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
};

/** Newest first, revoked ones too. */
export async function listTokens(database: Database): Promise<TokenRecord[]> {
  const rows = await database.em().find(ApiTokenEntity, {}, { orderBy: { createdAt: 'desc', id: 'asc' } });
  return rows.map(({ id, label, createdAt, revokedAt }) => ({ id, label, createdAt, revokedAt }));
}

/** null: there is none with this id. Revoking again changes nothing. */
export async function revokeToken(database: Database, id: string): Promise<TokenRecord | null> {
  const em = database.em();
  const row = await em.findOne(ApiTokenEntity, { id });
  if (row === null) return null;
  row.revokedAt ??= new Date();
  await em.flush();
  return { id, label: row.label, createdAt: row.createdAt, revokedAt: row.revokedAt };
}
