import { basename } from 'node:path';
import type { Mapping } from '../mapping-schema.ts';
import { parseMappings } from '../read-mapping-file.ts';
import { systems } from './column-names.ts';
import { type Columns, createColumns } from './columns.ts';
import { unnamed, withRequired } from './complete-draft.ts';
import { decideKind, type Kind } from './decide-kind.ts';
import type { Draft, DraftTable } from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { attributesOf, proposeLead } from './propose-lead.ts';
import { proposeEvents, proposeMessages } from './propose-messages.ts';
import { proposePerson, proposeProfile } from './propose-person.ts';
import { proposePurchase } from './propose-purchase.ts';
import { proposeConversation, proposeTicket } from './propose-support.ts';
import { bareWords } from './value-words.ts';
import { writeYaml } from './write-yaml.ts';

export type ProposedMapping = {
  /** YAML, with comments where something was guessed. */
  readonly text: string;
  readonly mapping: Mapping;
};

/** @param rows some of the file's, for what columns hold together. */
export function proposeMapping(
  file: string,
  profiles: readonly ColumnProfile[],
  rows: readonly (readonly string[])[],
): ProposedMapping {
  const kind = decideKind(file, profiles);
  const columns = createColumns(profiles, rows);
  const leftOut = conditions(columns);
  const { keys, ...drafted } = draftOf[kind](columns);
  const draft = { ...drafted, tables: withRequired(drafted.tables) };
  const named = requiredColumns(draft);
  const text = writeYaml({
    name: nameOf(file, kind),
    source: systemIn(file),
    zone: profiles.some(({ column }) => /\b(utc|gmt)\b/i.test(column)) ? 'UTC' : undefined,
    zoneless: profiles.some((one) => one.moments > 0.8 && one.values.some(isZoneless)),
    recognise: named,
    draft: { ...draft, unless: { ...leftOut, ...draft.unless, ...ofNobody(keys, rows) } },
  });
  const [mapping] = parseMappings(text, `the proposed mapping of ${basename(file)}`);
  return { text, mapping };
}

/** A date with a time of day and nothing behind it. */
function isZoneless(value: string): boolean {
  return /\d[ T,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[ap]\.?m\.?)?$/i.test(value);
}

const draftOf: Record<Kind, (columns: Columns) => Draft & { readonly keys: readonly ColumnProfile[] }> = {
  contacts: proposeContacts,
  leads: proposeLead,
  purchases: proposePurchase,
  support_tickets: proposeTicket,
  conversations: proposeConversation,
  messages: proposeMessages,
  campaign_events: proposeEvents,
};

function proposeContacts(columns: Columns): Draft & { readonly keys: readonly ColumnProfile[] } {
  const subjects = [undefined, 'person', 'deal', 'order'] as const;
  const created = columns.take('created', subjects) ?? columns.take('occurred', [undefined]);
  const { contacts, keys } = proposePerson(columns, subjects, true, undefined, undefined);
  const profile = proposeProfile(columns, subjects);
  const made = created === undefined ? undefined : { source: created.column };
  const table: DraftTable = { ...contacts, ...profile, created_at: made };
  return { keys, tables: { contacts: { ...table, attributes: attributesOf(columns) } } };
}

/** Deleted rows, spam, and notes that nobody outside sees. */
function conditions(columns: Columns): NonNullable<Draft['unless']> {
  const found = [
    ...columns.find('deleted', [undefined, 'ticket', 'deal', 'person', 'order', 'conversation', 'message']),
    ...columns.find('hidden', [undefined, 'message']),
  ];
  const truths = found.filter(
    ({ values }) =>
      values.length > 0 && values.length <= 3 && values.every((value) => /^(true|false|yes|no|[01tfyn])$/i.test(value)),
  );
  columns.use(...truths);
  return Object.fromEntries(truths.map(({ column }) => [column, true]));
}

/** Some rows name nobody: of guests, or of the business itself. */
function ofNobody(keys: readonly ColumnProfile[], rows: readonly (readonly string[])[]): NonNullable<Draft['unless']> {
  const nobody = rows.some((row) => keys.every(({ at }) => (row[at] ?? '').trim() === ''));
  return keys.length === 0 || !nobody ? {} : Object.fromEntries(keys.map(({ column }) => [column, null]));
}

const recognising = [
  'external_id',
  'created_at',
  'amount',
  'stage',
  'direction',
  'opened_at',
  'purchased_at',
  'sent_at',
  'type',
];

/** Of the columns by which a file of this kind may be known again. */
function requiredColumns(draft: Draft): string[] {
  const tables = Object.values(draft.tables);
  const found = tables.reverse().flatMap((table) =>
    recognising.flatMap((field) => {
      const source = table[field]?.source;
      if (source === undefined) return [];
      if (typeof source === 'string') return [source];
      if (Array.isArray(source)) return source;
      return 'column' in source && source.column !== undefined
        ? [source.column]
        : 'columns' in source
          ? (source.columns ?? [])
          : [];
    }),
  );
  return [...new Set(found)].filter((column) => column !== unnamed).slice(0, 4);
}

function systemIn(file: string): string | undefined {
  const words = bareWords(basename(file)).split(' ');
  const joined = words.map((word, at) => word + (words[at + 1] ?? ''));
  return systems.find((system) => words.includes(system) || joined.includes(system));
}

const kindTitles: Record<Kind, string> = {
  contacts: 'contacts',
  leads: 'leads',
  purchases: 'orders',
  support_tickets: 'tickets',
  conversations: 'conversations',
  messages: 'messages',
  campaign_events: 'campaign events',
};

function nameOf(file: string, kind: Kind): string {
  const system = systemIn(file);
  return system === undefined
    ? `${basename(file).replace(/\.[a-z0-9.]+$/i, '')} (${kindTitles[kind]})`
    : `${system} ${kindTitles[kind]}`;
}
