import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from './database/database.ts';
import { ApiTokenEntity } from './training/training-entities.ts';

/** 32 random bytes can't be guessed, so a plain hash is enough, without salt or a slow function. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Creates a token `<id>.<secret>`. Only its hash is stored, so the token can be shown only now. */
export async function createToken(database: Database, label: string): Promise<string> {
  const id = randomBytes(9).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  const em = database.em();
  em.create(ApiTokenEntity, { id, hash: digest(secret), label, createdAt: new Date(), revokedAt: null });
  await em.flush();
  return `${id}.${secret}`;
}

/** Takes the same time for any secret, so timing reveals nothing. */
export async function verifyToken(database: Database, token: string): Promise<boolean> {
  const [id, secret, ...rest] = token.split('.');
  if (!id || !secret || rest.length > 0) return false;
  const row = await database.em().findOne(ApiTokenEntity, { id, revokedAt: null });
  return row !== null && timingSafeEqual(row.hash, digest(secret));
}

/** False before the first start, which creates one. */
export async function hasTokens(database: Database): Promise<boolean> {
  return (await database.em().count(ApiTokenEntity, { revokedAt: null })) > 0;
}
