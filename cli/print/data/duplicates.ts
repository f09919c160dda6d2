import { csvText } from '../../../domain/csv-text.ts';
import type { Duplicate, DuplicateReason, Duplicates } from '../../../store/crm/contact-duplicates.ts';
import { absent, plural } from '../format.ts';
import { tableLines } from '../table.ts';

const why: Readonly<Record<DuplicateReason, (value: string) => string>> = {
  conflict: (value) => `an import brought a row with the key of the other: ${value}`,
  phone: (value) => `the same phone ${value}`,
  email: (value) => `the same e-mail ${value}`,
  name_and_phone_end: () => 'the same name, and phones that end in the same eight digits',
  name_and_mailbox: () => 'the same name, and the same e-mail name at another provider',
  mailbox: (value) => `the same e-mail ${value} but for dots and what follows a +`,
};

function reasonsOf({ reasons }: Duplicate): string {
  return reasons
    .map(({ reason, value, sharedBy }) => why[reason](value) + (sharedBy > 2 ? ` (${sharedBy} contacts share it)` : ''))
    .join('; ');
}

export function duplicateLines({ pairs, total }: Duplicates, width: number | null = null): string[] {
  if (total === 0) return ['OK No two contacts look like one person.'];
  const shown = pairs.length < total ? `, the first ${pairs.length} of them` : '';
  return [
    ...tableLines(
      pairs,
      [
        { title: 'Contact', cell: ({ contact }) => contact.id },
        { title: 'Name', cell: ({ contact }) => contact.name ?? absent },
        { title: 'Other', cell: ({ other }) => other.id },
        { title: 'Name', cell: ({ other }) => other.name ?? absent },
        { title: 'Why', cell: reasonsOf, folds: true },
      ],
      '',
      width,
    ),
    '',
    `${plural(total, 'pair')} may be one person${shown}. Make one of a pair: npx perennial data merge <contact> <other>`,
  ];
}

export function duplicateCsv({ pairs }: Duplicates): string {
  return csvText([
    ['contact', 'name', 'phone', 'email', 'other', 'other_name', 'other_phone', 'other_email', 'reasons'],
    ...pairs.map((pair) => [
      ...[pair.contact, pair.other].flatMap(({ id, name, phone, email }) => [id, name ?? '', phone ?? '', email ?? '']),
      reasonsOf(pair),
    ]),
  ]);
}
