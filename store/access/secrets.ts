import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes can't be guessed, so a plain hash is enough, without salt or a slow function. */
export function digest(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** `<id>.<secret>`: the id finds the row, and the secret is compared with its hash. */
export function newSecret(): { readonly id: string; readonly text: string; readonly hash: Buffer } {
  const id = randomBytes(9).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  return { id, text: `${id}.${secret}`, hash: digest(secret) };
}

/** null: it has not the form of one. */
export function readSecret(text: string): { readonly id: string; readonly secret: string } | null {
  const [id, secret, ...rest] = text.split('.');
  return !id || !secret || rest.length > 0 ? null : { id, secret };
}

/** Takes the same time for any secret, so timing reveals nothing. */
export function isSecret(secret: string, expected: Uint8Array): boolean {
  return timingSafeEqual(digest(secret), expected);
}
