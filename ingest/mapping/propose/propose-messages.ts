import type { FieldSource } from '../mapping-schema.ts';
import type { Columns } from './columns.ts';
import {
  anyMoment,
  type Draft,
  type DraftField,
  type DraftTable,
  momentOf,
  plain,
  speaks,
  translate,
  worded,
} from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { proposePerson } from './propose-person.ts';
import { bareWords, directionWords, eventWords, meaningOf } from './value-words.ts';

type Proposed = Draft & { readonly keys: readonly ColumnProfile[] };

export function proposeMessages(columns: Columns): Proposed {
  const id = columns.take('id', ['message', undefined]);
  const sent = momentOf(
    columns,
    columns.take('sentAt', ['message', undefined]) ??
      columns.take('occurred', ['message', undefined]) ??
      columns.take('created', ['message', undefined]) ??
      anyMoment(columns),
  );
  const text = columns.take('text', ['message', undefined]) ?? columns.take('itself', ['message']);
  const conversation = columns.take('id', ['conversation', 'ticket']) ?? columns.take('itself', ['conversation']);
  const direction = directionOf(columns);
  const ends = endsOf(columns);
  const { contacts, keys } = proposePerson(columns, ['person', undefined], false, sent, undefined);
  const known = keys.length > 0 || ends.from === undefined;
  const guessed = direction === undefined ? guessDirection(ends) : undefined;
  return {
    keys: known ? keys : [],
    unless: unseen(columns),
    tables: {
      contacts: known ? contacts : { ...fromEnds(ends, direction ?? guessed), created_at: sent },
      messages: {
        external_id: plain(id),
        conversation: plain(conversation) ?? (known ? undefined : guessed?.conversation),
        direction: (direction ?? guessed)?.field,
        text: plain(text),
        sent_at: sent,
      },
    },
  };
}

const kindColumn = /\b(type|kind|category|event|action)$/;
const noMessage =
  /\b(notes?|private|activity|system|service|assign(ment|ed)?|internal|notification|status change|snoozed?|log)\b/;
const notSent = /\b(failed|undelivered|error|rejected|cancel+ed)\b/;

/** Rows that no contact ever sees: notes, what the system logs, what could not be delivered. */
function unseen(columns: Columns): NonNullable<Draft['unless']> {
  const found = columns.all.flatMap((one): [string, string | string[]][] => {
    if (one.values.length > 12) return [];
    const pattern = kindColumn.test(one.words) ? noMessage : /status/.test(one.words) ? notSent : undefined;
    const values = pattern === undefined ? [] : one.values.filter((value) => pattern.test(bareWords(value)));
    return values.length === 0 || values.length === one.values.length ? [] : [[one.column, oneOrMany(values)]];
  });
  return Object.fromEntries(found);
}

type Direction = {
  readonly column: ColumnProfile;
  /** Values that mean so. */
  readonly inbound: readonly string[];
  readonly outbound: readonly string[];
  readonly field: DraftField;
};

/** The surest first: words of direction, kinds of senders, then marks such as "from me". */
function directionOf(columns: Columns): Direction | undefined {
  const told = [
    ...columns.find('direction', ['message', undefined]),
    ...columns.find('category', ['message', undefined]),
    ...columns.find('from', [undefined]),
  ].filter((one) => one.values.length > 0 && speaks(one, directionWords, 10));
  const [column] = told.sort((a, b) => sureness(b) - sureness(a));
  if (column === undefined) return markedDirection(columns);
  columns.use(column);
  // where contacts are called contacts, users are those of the business
  const contacts =
    column.values.some((value) => /contact|customer|client|visitor|requester|end.user/i.test(value)) &&
    !column.values.some((value) => /admin|agent|operator|teammate|staff/i.test(value));
  const words = (one: string) => (contacts && /^users?$/i.test(one) ? 'agent' : one);
  const spoken = { ...column, values: column.values.map(words) };
  const field = worded(spoken, directionWords, 'outbound');
  return {
    column,
    inbound: column.values.filter((value) => meaningOf(words(value), directionWords) === 'inbound'),
    outbound: column.values.filter((value) => meaningOf(words(value), directionWords) !== 'inbound'),
    field: withWord(
      field,
      column.values.find((value) => words(value) !== value),
    ),
  };
}

function withWord(field: DraftField, word: string | undefined): DraftField {
  if (word === undefined || typeof field.source !== 'object' || !('words' in field.source)) return field;
  const { agent: _, ...words } = field.source.words ?? {};
  return { ...field, source: { ...field.source, words: { ...words, [word]: 'outbound' } } };
}

function sureness({ values }: ColumnProfile): number {
  const spoken = values.filter((value) =>
    /(in|out)(coming|going|bound)|received|sent|eingehend|ausgehend|entrante|saliente/i.test(value),
  );
  const ways = new Set(values.map((value) => meaningOf(value, directionWords)));
  return spoken.length / values.length + (ways.has('inbound') && ways.has('outbound') ? 0.5 : 0);
}

const outboundMark =
  /^(owner|from me|is from me|is outgoing|is outbound|outgoing|is sent|sent by us|is agent|is business|by operator|is reply)$/;
const inboundMark = /^(incoming|is incoming|is inbound|from customer|is from customer|from contact|is customer)$/;

/** A column of true and false. */
function markedDirection(columns: Columns): Direction | undefined {
  const column = columns.all.find(
    ({ words, values }) =>
      (outboundMark.test(words) || inboundMark.test(words)) &&
      values.length > 0 &&
      values.every((value) => /^(true|false|[01tf]|yes|no)$/i.test(value)),
  );
  if (column === undefined) return undefined;
  columns.use(column);
  const isOut = (value: string) => /^(true|1|t|yes)$/i.test(value) === outboundMark.test(column.words);
  const words = Object.fromEntries(column.values.map((value) => [value, isOut(value) ? 'outbound' : 'inbound']));
  return {
    column,
    inbound: column.values.filter((value) => !isOut(value)),
    outbound: column.values.filter(isOut),
    field: { source: { column: column.column, words } },
  };
}

type Ends = { readonly from?: ColumnProfile; readonly fromId?: ColumnProfile; readonly to?: ColumnProfile };

/** Sender and recipient. Of a sender's id and name both are kept. */
function endsOf(columns: Columns): Ends {
  const senders = columns.find('from', [undefined, 'message']);
  const fromId = senders.find(({ words }) => /\bid$/.test(words));
  const from = senders.find((one) => one !== fromId) ?? fromId;
  const [to] = columns.find('to', [undefined, 'message']);
  columns.use(...[from, fromId, to].filter((one) => one !== undefined));
  return { from, fromId: from === fromId ? undefined : fromId, to };
}

/** The one who writes most is taken for the business; of two senders the chat is one conversation. */
function guessDirection({ from }: Ends): (Direction & { readonly conversation?: DraftField }) | undefined {
  if (from === undefined) return undefined;
  // of two the one who answers, of many the one who writes most
  const us = from.values.length === 2 ? from.values.find((value) => value !== from.firstValue) : from.values[0];
  const words = us === undefined ? {} : { words: { [us]: 'outbound' } };
  return {
    column: from,
    inbound: [],
    outbound: us === undefined ? [] : [us],
    field: {
      source: { column: from.column, ...words, otherwise: { value: 'inbound' } },
      comment: 'guessed: who of them is us?',
    },
    conversation:
      from.values.length > 2
        ? undefined
        : { source: { value: 'chat' }, comment: 'one chat: give it a name of its own' },
  };
}

/** The contact is the sender of what comes in and the recipient of what goes out. */
function fromEnds({ from, fromId, to }: Ends, direction: Direction | undefined): DraftTable {
  if (from === undefined) return {};
  const form = from.emails > 0.8 ? 'email' : from.phones > 0.5 ? 'phone' : 'external_id';
  if (to !== undefined && direction !== undefined && direction.inbound.length > 0) {
    const words = direction.inbound.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
    const pattern = `^(?:${words.join('|')})\\|([^|]+)|[^|]+$`;
    return { [form]: { source: { columns: [direction.column.column, from.column, to.column], join: '|', pattern } } };
  }
  const own: DraftTable =
    fromId === undefined ? { [form]: plain(from) } : { external_id: plain(fromId), name: plain(from) };
  if (direction === undefined || direction.outbound.length === 0) return own;
  // what we write names ourselves
  const ours = { [direction.column.column]: oneOrMany(direction.outbound) };
  return { unless: { source: ours as FieldSource }, ...own };
}

function oneOrMany(words: readonly string[]): string | string[] {
  return words.length === 1 ? words[0] : [...words];
}

export function proposeEvents(columns: Columns): Proposed {
  const id = columns.take('id', [undefined]);
  const campaign =
    columns.take('id', ['campaign']) ??
    columns.take('campaign', [undefined]) ??
    columns.take('name', ['campaign']) ??
    columns.take('itself', ['campaign']);
  const type =
    columns.take('eventType', [undefined, 'message'], (one) => speaks(one, eventWords, 12)) ??
    columns.take('status', [undefined, 'message'], (one) => speaks(one, eventWords, 12));
  const occurred = momentOf(
    columns,
    columns.take('occurred', [undefined]) ??
      columns.take('created', [undefined]) ??
      columns.take('sentAt', [undefined]),
  );
  const { contacts, keys } = proposePerson(columns, ['person', undefined, 'message'], false, occurred, undefined);
  const unknown = type === undefined ? [] : translate(type, eventWords, undefined).unknown;
  return {
    keys,
    tables: {
      contacts,
      campaigns: { external_id: plain(campaign), started_at: occurred },
      campaign_events: {
        external_id: plain(id),
        campaign: plain(campaign),
        type: type === undefined ? undefined : worded(type, eventWords, undefined),
        occurred_at: occurred,
      },
    },
    ...(type === undefined || unknown.length === 0 ? {} : { unless: { [type.column]: unknown } }),
  };
}
