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

const form = /^(?<id>[\w-]{1,64})\.(?<secret>[\w-]{1,128})$/;

/** No row has this id, nor any secret this hash. */
const nobody = { id: '', secret: '' };
const nobodysHash = randomBytes(32);

/**
 * The row whose secret a text is; null: there is none. Goes the same way whatever is wrong with the text, one look-up and one comparison,
 * so that the time it takes tells nothing about what there is.
 */
export async function findBySecret<Row extends { readonly hash: Uint8Array }>(
  text: string,
  find: (id: string) => Promise<Row | undefined>,
): Promise<Row | null> {
  const { id, secret } = (form.exec(text)?.groups as typeof nobody | undefined) ?? nobody;
  const row = await find(id);
  const same = timingSafeEqual(digest(secret), row?.hash ?? nobodysHash);
  return row !== undefined && same ? row : null;
}
