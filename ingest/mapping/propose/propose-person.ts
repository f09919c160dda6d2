import { attributeWords } from './column-names.ts';
import type { Columns, Subject } from './columns.ts';
import { type DraftField, type DraftTable, named, plain, translate } from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { consentWords } from './value-words.ts';

export type Person = {
  readonly contacts: DraftTable;
  /** Columns of which one at least must be filled for the person to be known. */
  readonly keys: readonly ColumnProfile[];
};

/**
 * The person that a record is about.
 * @param subjects whose columns are theirs, the surest first; undefined: of columns that name nobody.
 * @param isPerson the record is the person, so that an id and a name without a subject are theirs.
 * @param createdAt when the record came into being, so the person was there by then.
 */
export function proposePerson(
  columns: Columns,
  subjects: readonly Subject[],
  isPerson: boolean,
  createdAt: DraftField | undefined,
  recordId: ColumnProfile | undefined,
): Person {
  const own: readonly Subject[] = isPerson ? [undefined, 'person', ...subjects] : ['person'];
  const itself = isPerson ? undefined : columns.find('itself', ['person'])[0];
  const shape = itself === undefined ? undefined : shapeOf(itself);

  const id = columns.take('id', own) ?? takeIf(columns, itself, shape === 'id');
  const email =
    columns.take('email', subjects) ?? takeIf(columns, itself, shape === 'email') ?? byValues(columns, 'emails');
  const phones = columns.find('phone', subjects).slice(0, 3);
  columns.use(...phones);
  const phoneItself = phones.length === 0 ? takeIf(columns, itself, shape === 'phone') : undefined;
  const first = columns.take('firstName', subjects);
  // of Prénom and Nom, or Vorname and Name, the second is the family's
  const last = columns.take('lastName', subjects) ?? (first === undefined ? undefined : columns.take('name', own));
  const name =
    first === undefined
      ? (columns.take('name', own) ?? fullName(columns) ?? takeIf(columns, itself, shape === 'name'))
      : undefined;
  const keys = [id, email, ...phones, phoneItself].filter((one) => one !== undefined);

  const contacts: DraftTable = {
    external_id: idOf(id),
    name: joined(first ?? name, last),
    email: firstOfMany(email),
    phone:
      phones.length > 1
        ? { source: { first: phones.map(({ column }) => column), ...(phones.every(lacksPlus) ? { prefix: '+' } : {}) } }
        : phoneOf(phones[0] ?? phoneItself),
    country: plain(columns.take('country', subjects)),
    language: plain(columns.take('language', subjects)),
  };
  // a lead that is a person, not a deal of one
  const isPersonToo = id === undefined && first !== undefined && last !== undefined && recordId !== undefined;
  if (isPersonToo && recordId.subject === undefined) contacts.external_id = plain(recordId);
  else if (keys.length === 0) {
    const known = name ?? first ?? last;
    if (known !== undefined)
      contacts.external_id = named(known.column, 'no id, e-mail or phone: people of one name become one');
    else if (recordId !== undefined)
      contacts.external_id = named(recordId.column, 'no column names the person: each row is one of its own');
  }
  contacts.created_at = createdAt;
  return { contacts, keys };
}

/** A name that is a person's whatever the record is. */
function fullName(columns: Columns): ColumnProfile | undefined {
  return columns.take('name', [undefined], ({ words }) =>
    /full ?name|display name|profile name|whatsapp name|nombre completo|nome completo|nom complet/.test(words),
  );
}

function joined(first: ColumnProfile | undefined, last: ColumnProfile | undefined): DraftField | undefined {
  return first === undefined || last === undefined ? plain(first ?? last) : { source: [first.column, last.column] };
}

/** Guests of a shop are customer 0 in some: that is nobody's id. */
function idOf(id: ColumnProfile | undefined): DraftField | undefined {
  if (id !== undefined && severalIn(id) !== undefined) return firstOfMany(id);
  if (id === undefined || !id.values.includes('0') || id.values.length < 2) return plain(id);
  return { source: { column: id.column, words: { '0': null } } };
}

/** 'ana@example.com, ana.work@example.com' */
function firstOfMany(one: ColumnProfile | undefined): DraftField | undefined {
  const split = one === undefined ? undefined : severalIn(one);
  return one === undefined || split === undefined
    ? plain(one)
    : { source: { column: one.column, split, take: 'first' } };
}

function severalIn({ values }: ColumnProfile): string | undefined {
  return [';', ',', '|'].find((mark) =>
    values.some((value) => value.split(mark).filter((item) => /^\s*\S+\s*$/.test(item)).length > 1),
  );
}

/** Numbers of WhatsApp and of text messages come with their country code, some without the plus. */
function lacksPlus({ words, values }: ColumnProfile): boolean {
  return (
    /^(wa|whatsapp|sms)/.test(words) && values.length > 0 && values.every((value) => /^[1-9]\d{9,14}$/.test(value))
  );
}

function phoneOf(phone: ColumnProfile | undefined): DraftField | undefined {
  if (phone === undefined || !lacksPlus(phone)) return firstOfMany(phone);
  return { source: { column: phone.column, prefix: '+' } };
}

/** What only exports of contacts say. */
export function proposeProfile(columns: Columns, subjects: readonly Subject[]): DraftTable {
  const consent = columns.take('optedIn', [...subjects, 'campaign', 'message']);
  const refusal = consent === undefined ? columns.take('optedOut', [...subjects, 'campaign', 'message']) : undefined;
  return {
    source: plain(columns.take('source', subjects)),
    timezone: plain(columns.take('timezone', subjects)),
    opted_in: consent !== undefined ? consentOf(consent) : refusal === undefined ? undefined : refusalOf(refusal),
    opted_out_at: plain(columns.take('optedOutAt', subjects)),
  };
}

function consentOf(profile: ColumnProfile): DraftField {
  const { words, unknown } = translate(profile, consentWords, undefined);
  const meant = Object.fromEntries(Object.entries(words).map(([word, meaning]) => [word, meaning === 'true']));
  if (Object.keys(meant).length === 0) return { source: profile.column };
  // yes and no are understood as they stand
  const strange = unknown.filter((word) => !/^(yes|no|true|false|[01tfyn]|ja|nein|si|sí|não|sim|oui|non)$/i.test(word));
  return {
    source: { column: profile.column, words: meant },
    ...(strange.length === 0 ? {} : { comment: `not known: ${strange.slice(0, 4).join(', ')}` }),
  };
}

function refusalOf(profile: ColumnProfile): DraftField {
  const words = Object.fromEntries(
    profile.values.slice(0, 6).map((value) => [value, /^(no|false|0|f|n|nein|não|non)$/i.test(value)]),
  );
  return { source: { column: profile.column, words, default: true } };
}

/** Columns that an owner would expect to matter, where no field took them. */
export function proposeAttributes(columns: Columns): readonly string[] {
  return columns.all
    .filter(
      (one) =>
        !columns.isUsed(one) &&
        one.filled > 0 &&
        attributeWords.some((word) => one.words === word || one.words.endsWith(` ${word}`)),
    )
    .slice(0, 8)
    .map(({ column }) => column);
}

type Shape = 'id' | 'email' | 'phone' | 'name';

/** What a column called 'Customer' holds. */
function shapeOf({ emails, phones, numbers, values }: ColumnProfile): Shape {
  if (emails > 0.8) return 'email';
  if (phones > 0.8 && values.some((value) => /^\+|^00/.test(value))) return 'phone';
  return numbers > 0.9 || (values.length > 0 && values.every((value) => /\d/.test(value) && !/\s/.test(value)))
    ? 'id'
    : 'name';
}

function takeIf(columns: Columns, one: ColumnProfile | undefined, fits: boolean): ColumnProfile | undefined {
  if (one === undefined || !fits) return undefined;
  columns.use(one);
  return one;
}

/** A column of nothing but e-mails is the person's, whatever it is called, unless it is somebody else's. */
function byValues(columns: Columns, form: 'emails'): ColumnProfile | undefined {
  const found = columns.all.find(
    (one) =>
      !columns.isUsed(one) &&
      one[form] > 0.9 &&
      (one.subject === undefined || one.subject === 'person') &&
      one.meaning !== 'owner' &&
      one.meaning !== 'to',
  );
  if (found !== undefined) columns.use(found);
  return found;
}
