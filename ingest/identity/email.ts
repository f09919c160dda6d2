import { type KeyRefusal, withoutInvisible } from './key-refusal.ts';

export type EmailReading = { readonly email: string } | KeyRefusal;

/** RFC 5321, 4.5.3.1.3: a path has at most 256 characters with its brackets. */
const longest = 254;
/** As most are written: nothing to take off, nothing to doubt. */
const plain = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,}$/;
const address = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+\.[^\s@<>()[\],;:"\\.]{2,}$/;

/** Lower case, without the name and `mailto:` around it. Reading it again gives the same. */
export function readEmail(text: string): EmailReading {
  if (text.length <= longest && plain.test(text)) return { email: text };
  const cleaned = withoutInvisible(text);
  const inBrackets = /^[^<>]*<([^<>]*)>$/.exec(cleaned)?.[1] ?? cleaned;
  const email = inBrackets
    .trim()
    .replace(/^['’`"]+|['"]+$/g, '')
    .replace(/^mailto:/i, '')
    .trim()
    .toLowerCase();
  if (email.length <= longest && address.test(email) && !/\.\.|^\.|\.@|@\./.test(email)) return { email };
  if ((email.match(/@/g)?.length ?? 0) > 1) {
    return {
      reason: 'holds several e-mail addresses',
      remedy: "Take the first: email: { column: ..., split: ',', take: first }",
    };
  }
  return { reason: 'is not an e-mail address', remedy: 'Correct it, or leave the cell empty.' };
}
