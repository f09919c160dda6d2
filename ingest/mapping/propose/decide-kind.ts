import { basename } from 'node:path';
import type { MappedTable } from '../mapping-schema.ts';
import type { ColumnMeaning, ColumnSubject } from './column-names.ts';
import { speaks } from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { readColumnName } from './read-column-name.ts';
import { bareWords, directionWords, eventWords, orderWords, stageWords, ticketWords } from './value-words.ts';

/** The table that a file is mostly about. */
export type Kind = Extract<
  MappedTable,
  'contacts' | 'leads' | 'purchases' | 'support_tickets' | 'conversations' | 'messages' | 'campaign_events'
>;

const kindOfSubject: Partial<Record<ColumnSubject, Kind>> = {
  person: 'contacts',
  deal: 'leads',
  order: 'purchases',
  payment: 'purchases',
  ticket: 'support_tickets',
  conversation: 'conversations',
  message: 'messages',
  campaign: 'campaign_events',
};

/** What a column of a meaning speaks for, and how loudly. */
const spokenFor: Partial<Record<ColumnMeaning | 'itself', readonly (readonly [Kind, number])[]>> = {
  wonAt: [['leads', 3]],
  lostAt: [['leads', 3]],
  expected: [['leads', 2]],
  probability: [['leads', 2]],
  stage: [['leads', 3]],
  stageChanged: [['leads', 2]],
  quantity: [['purchases', 1.5]],
  price: [['purchases', 1]],
  part: [['purchases', 1]],
  thing: [['purchases', 1]],
  paymentStatus: [['purchases', 2]],
  refunded: [['purchases', 2]],
  currency: [
    ['purchases', 0.5],
    ['leads', 0.5],
  ],
  amount: [
    ['purchases', 1],
    ['leads', 1],
  ],
  priority: [['support_tickets', 2]],
  service: [['support_tickets', 1.5]],
  subject: [['support_tickets', 1]],
  text: [['messages', 3.5]],
  from: [['messages', 1.5]],
  to: [['messages', 2]],
  sentAt: [['messages', 1.5]],
  direction: [['messages', 1]],
  opened: [['conversations', 1.5]],
  closed: [
    ['support_tickets', 1],
    ['conversations', 1],
  ],
  channel: [
    ['conversations', 1],
    ['messages', 0.5],
  ],
  firstName: [['contacts', 1]],
  lastName: [['contacts', 1]],
  email: [['contacts', 0.5]],
  phone: [['contacts', 0.5]],
  language: [['contacts', 0.5]],
  optedIn: [['contacts', 1.5]],
  optedOut: [['contacts', 1.5]],
};
/** Parts of an order and marks of a service are many columns of one sort. */
const mostPerMeaning = 3;

export function decideKind(file: string, profiles: readonly ColumnProfile[]): Kind {
  const votes = new Map<Kind, number>([['contacts', 1]]);
  const vote = (kind: Kind, weight: number) => votes.set(kind, (votes.get(kind) ?? 0) + weight);

  for (const kind of kindsInName(file)) vote(kind, 3);
  const ofSubject = countBy(profiles, ({ subject }) => subject);
  for (const [subject, count] of ofSubject) {
    const kind = subject === undefined ? undefined : kindOfSubject[subject];
    // persons stand in every export
    if (kind !== undefined) vote(kind, (kind === 'contacts' ? 0.25 : 1) * Math.min(count, 3));
  }
  for (const [meaning, count] of countBy(profiles, (one) => one.meaning)) {
    for (const [kind, weight] of (meaning === undefined ? undefined : spokenFor[meaning]) ?? []) {
      vote(kind, weight * Math.min(count, mostPerMeaning));
    }
  }
  for (const profile of profiles) for (const [kind, weight] of spokenByValues(profile)) vote(kind, weight);
  return [...votes].sort((a, b) => b[1] - a[1])[0][0];
}

/** 'pipedrive-deals-2026.csv' */
function kindsInName(file: string): Kind[] {
  const words = bareWords(basename(file).replace(/\.[a-z0-9.]+$/i, '')).split(' ');
  const singular = words.map((word) => word.replace(/(?<=[a-z]{3})s$/, ''));
  const kinds = [...words, ...singular].flatMap((word) => {
    const { subject, meaning } = readColumnName(word);
    return subject === undefined || meaning !== 'itself' ? [] : (kindOfSubject[subject] ?? []);
  });
  return [...new Set(kinds)];
}

function spokenByValues(profile: ColumnProfile): (readonly [Kind, number])[] {
  if (profile.values.length === 0) return [];
  const { meaning } = profile;
  if (meaning === 'direction' && speaks(profile, directionWords, 8)) return [['messages', 3]];
  if (meaning === 'eventType' && speaks(profile, eventWords, 12)) return [['campaign_events', 4]];
  if (meaning !== 'status' && meaning !== 'stage') return [];
  const won = profile.values.some((value) =>
    /\b(won|lost|gewonnen|verloren|ganad|perdid|ganh|gagn|perdu)/i.test(value),
  );
  if (won) return [['leads', 3]];
  const spoken: [Kind, number][] = [];
  if (speaks(profile, ticketWords)) spoken.push(['support_tickets', 1], ['conversations', 0.5]);
  if (speaks(profile, orderWords)) spoken.push(['purchases', 1]);
  if (speaks(profile, stageWords)) spoken.push(['leads', 1]);
  return spoken;
}

function countBy<Key>(profiles: readonly ColumnProfile[], keyOf: (profile: ColumnProfile) => Key): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const profile of profiles) counts.set(keyOf(profile), (counts.get(keyOf(profile)) ?? 0) + 1);
  return counts;
}
