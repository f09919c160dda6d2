import type pg from 'pg';
import { contactKey } from '../../domain/erasure/traces.ts';
import { erasedKeysIn, type ReadErasureKey } from '../../store/erasures/erased-keys.ts';
import type { WaitingDelivery } from '../../store/hooks/inbox.ts';
import { createKeyReader } from '../identity/contact-keys.ts';

/** Far more than a post about one person has. */
const mostAddresses = 200;

/**
 * Deliveries that say nothing a table holds, and in which a phone or an e-mail of somebody stands who was erased: what can't be read might
 * be about them. @returns their ids
 */
export async function findErasedPosts(
  client: pg.ClientBase,
  deliveries: readonly WaitingDelivery[],
  readKey: ReadErasureKey | undefined,
): Promise<number[]> {
  if (deliveries.length === 0) return [];
  const keys = await erasedKeysIn(client, readKey);
  if (keys === null) return [];
  const words = deliveries.map(({ body }) => addressesIn(body.toString('utf8')));
  const erased = await keys.among(words.flat());
  return deliveries.flatMap(({ id }, at) => (words[at]?.some((word) => erased.has(word)) ? [id] : []));
}

function addressesIn(text: string): string[] {
  const readKeys = createKeyReader();
  const phones = text.match(/(?<![\p{L}\d])\+?[1-9]\d{7,14}(?![\p{L}\d])/gu) ?? [];
  const emails = text.match(/[^\s"'<>()[\],;:\\@]+@[^\s"'<>()[\],;:\\@]+\.[A-Za-z]{2,}/g) ?? [];
  return [
    ...phones.slice(0, mostAddresses).flatMap((digits) => {
      const { phones: forms } = readKeys({ phone: digits.startsWith('+') ? digits : `+${digits}` });
      return forms.map((form) => contactKey('phone', form));
    }),
    ...emails.slice(0, mostAddresses).map((email) => contactKey('email', email.toLowerCase())),
  ];
}
