import { join } from 'node:path';
import type { Config } from './config.ts';
import { createErasureKey } from './erasure-key.ts';

/** Where people are looked for who are erased, and how. */
export function erasurePlaces(config: Config) {
  const { home, mailboxFolder, uploadFolder, businessCountry: country } = config;
  return {
    logFolder: join(home, 'logs'),
    mailboxFolder,
    uploadFolder,
    country,
    readErasureKey: createErasureKey(config),
  };
}
