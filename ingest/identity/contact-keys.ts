import { readEmail } from './email.ts';
import { type KeyRefusal, refuseShortened } from './key-refusal.ts';
import { type PhoneCountry, type PhoneReading, phoneForms, readPhone } from './phone.ts';

/** By what a row names a person, as the file has it. An id stands behind its source already: `hubspot:101`. */
export type ContactKeys = { readonly id?: string; readonly phone?: string; readonly email?: string };

export type KeyProblem = KeyRefusal & {
  readonly key: keyof ContactKeys;
  readonly value: string;
  /** Nobody has these keys yet: the id, the forms of the phone, the e-mail. */
  readonly unknown?: Pick<ReadKeys, 'id' | 'phones' | 'email'>;
};

/** What holds of the keys whatever is stored. */
export type ReadKeys = {
  readonly id?: string;
  /** The forms of the phone, the one that identities are kept under first. */
  readonly phones: readonly string[];
  readonly email?: string;
  /** The phone as it was written, in E.164. */
  readonly phone?: string;
  readonly refused: readonly KeyProblem[];
};

export type ReadContactKeys = (keys: ContactKeys) => ReadKeys;

/** Phones that a file repeats are read once; this many are remembered. */
const remembered = 50_000;

export function createKeyReader(country?: PhoneCountry): ReadContactKeys {
  const phones = new Map<string, PhoneReading>();
  function phoneOf(text: string): PhoneReading {
    const known = phones.get(text);
    if (known !== undefined) return known;
    if (phones.size >= remembered) phones.clear();
    const reading = readPhone(text, country);
    phones.set(text, reading);
    return reading;
  }

  return ({ id, phone, email }) => {
    const refused: KeyProblem[] = [];
    function refuse(key: keyof ContactKeys, value: string, { reason, remedy }: KeyRefusal): void {
      refused.push({ key, value, reason, remedy });
    }
    const shortened = id === undefined ? undefined : refuseShortened(id);
    if (id !== undefined && shortened !== undefined) refuse('id', id, shortened);
    const readable = shortened === undefined ? id : undefined;
    const phoneRead = phone === undefined ? undefined : phoneOf(phone);
    if (phone !== undefined && phoneRead !== undefined && !('phone' in phoneRead)) refuse('phone', phone, phoneRead);
    const emailRead = email === undefined ? undefined : readEmail(email);
    if (email !== undefined && emailRead !== undefined && !('email' in emailRead)) refuse('email', email, emailRead);
    // an id that is itself a phone in E.164 or an address names whoever has it
    const own = readable === undefined ? undefined : ownAddress(readable);
    const given = phoneRead !== undefined && 'phone' in phoneRead ? phoneRead : own;
    const address = emailRead !== undefined && 'email' in emailRead ? emailRead : own;
    return {
      phone: phoneRead !== undefined && 'phone' in phoneRead ? phoneRead.phone : undefined,
      id: readable,
      phones: given !== undefined && 'phone' in given ? phoneForms(given.phone) : [],
      email: address !== undefined && 'email' in address ? address.email : undefined,
      refused,
    };
  };
}

function ownAddress(id: string): { readonly phone: string } | { readonly email: string } | undefined {
  const reading = id.startsWith('+') ? readPhone(id) : id.includes('@') ? readEmail(id) : undefined;
  return reading !== undefined && !('reason' in reading) ? reading : undefined;
}

/**
 * The source that an id comes from: what stands before its colon, '' for plain ids. Two ids of one source are two people. Null: a phone
 * or an e-mail address, of which a person may have any number.
 */
export function sourceOf(id: string): string | null {
  if (/^\+\d/.test(id) || /^[^\s:@]+@[^\s:@]+$/.test(id)) return null;
  return /^([a-z][a-z0-9_]{0,30}):/.exec(id)?.[1] ?? '';
}
