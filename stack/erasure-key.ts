import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { createSecretReader } from './read-secret.ts';

/**
 * The key with which people who were erased are known: that of the configuration, else the file `erasure.key` of the home (0600), which is
 * made when somebody is erased first. Whoever loses it can't tell any more who was erased.
 */
export function createErasureKey({ erasureKey, home }: Pick<Config, 'erasureKey' | 'home'>): () => Buffer {
  const file = join(home, 'erasure.key');
  return () => {
    if (erasureKey !== undefined) return Buffer.from(erasureKey, 'utf8');
    try {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    return Buffer.from(createSecretReader({}, 'invalid_configuration')({ file }), 'utf8');
  };
}
