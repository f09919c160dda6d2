import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scrubber } from '../../domain/erasure/scrub.ts';

/** Removes the mails of the local mailbox in which a person stands. @returns how many */
export async function eraseFromMailbox(folder: string, scrubber: Scrubber): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let removed = 0;
  for (const name of names.filter((each) => each.endsWith('.eml'))) {
    const file = join(folder, name);
    const mail = await readFile(file, 'latin1').catch(() => null);
    if (mail === null || !readableParts(mail).some(scrubber.finds)) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}

/** A mail as it lies there, and what its encodings hide (RFC 2045, 2047). */
export function readableParts(mail: string): string[] {
  const utf8 = (text: string) => Buffer.from(text, 'latin1').toString('utf8');
  const quoted = (text: string) =>
    text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const words = mail.replace(/=\?utf-8\?([bq])\?([^?]*)\?=(\s+(?==\?))?/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('latin1') : quoted(text.replaceAll('_', ' ')),
  );
  const blocks = mail.match(/(?:^[A-Za-z0-9+/]{20,76}={0,2}\r?\n)+/gm) ?? [];
  return [
    utf8(mail),
    utf8(quoted(mail)),
    utf8(words),
    ...blocks.map((block) => Buffer.from(block.replace(/\s/g, ''), 'base64').toString('utf8')),
  ];
}
