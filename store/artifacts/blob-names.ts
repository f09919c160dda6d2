import { createHash } from 'node:crypto';

/** The name of the file or object that holds the mark. */
export const markName = 'installation';

const hashPattern = /^[0-9a-f]{64}$/;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function isHash(name: string): boolean {
  return hashPattern.test(name);
}

/** The name below the store's folder or prefix. It also prevents a path from outside from naming something else. */
export function nameOf(hash: string): string {
  if (!isHash(hash)) throw new RangeError(`"${hash}" is not the SHA-256 of an artifact`);
  return `${hash.slice(0, 2)}/${hash}`;
}
