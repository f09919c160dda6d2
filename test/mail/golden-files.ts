import { join } from 'node:path';
import type { GoldenMail } from './golden-mails.ts';

export const goldenFolder = join(import.meta.dirname, 'golden');

/** What is compared: the mail as text with its subject, and as HTML. */
export function goldenFiles({ name, mail }: GoldenMail): { readonly file: string; readonly text: string }[] {
  return [
    { file: `${name}.txt`, text: `Subject: ${mail.subject}\n\n${mail.body}` },
    { file: `${name}.html`, text: `${mail.html}\n` },
  ];
}
