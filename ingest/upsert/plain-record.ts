import { readMoment, type ZoneOffset } from '../fields/moment-text.ts';
import { tableFields } from '../fields/table-fields.ts';
import { requiredOf } from '../mapping/field-kinds.ts';
import type { MappedRow, MappingProblem } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { plainSynonyms } from '../mapping/plain-tables.ts';
import type { GivenRecord } from './given-record.ts';

/** A row by the names of the table's fields, or synonyms of them. null clears a field. */
export type PlainRow = Readonly<Record<string, unknown>>;

export type PlainOptions = {
  /** Kept before ids: `shop` makes contact 7 `shop:7`. Empty: ids stand as they are. */
  readonly source: string;
  /** Of moments that name none. */
  readonly zone: ZoneOffset;
};

export const operations = ['upsert', 'update', 'delete', 'merge'] as const;
export type PlainOperation = (typeof operations)[number];

/** What a row may have beside the fields of its table. */
const ownNames = new Set(['op', 'changed_at', 'attributes', 'attributes_at']);

/** The record of one row that a program sent. What can't be read of it is among its problems. */
export function plainRecord(table: MappedTable, row: PlainRow, { source, zone }: PlainOptions): GivenRecord {
  const problems: MappingProblem[] = [];
  const refuse = (column: string, value: unknown, reason: string, remedy: string) =>
    problems.push({ table, column, value: shown(value), reason, remedy });
  const moment = (text: string) => readMoment(text, zone)?.text ?? text;
  const { values, clears } = valuesOf(table, row, moment, refuse);
  const { op = 'upsert', changed_at: changed, attributes, attributes_at: since } = row;
  if (!operations.includes(op as PlainOperation))
    refuse('op', op, `is not one of ${operations.join(', ')}`, 'Leave it out to add or change the row.');
  if (op === 'merge' && (table !== 'contacts' || values.merged_into === undefined))
    refuse('op', op, 'needs a contact and merged_into, the id of the one that it became part of', 'Send both ids.');
  const changedAt = changed === undefined || changed === null ? undefined : moment(String(changed));
  if (changedAt !== undefined && readMoment(changedAt) === undefined)
    refuse('changed_at', changed, 'is not a date of ISO 8601', 'Send 2026-03-01T10:00:00Z.');
  const kept = attributesOf(table, attributes, refuse);
  const mapped: MappedRow = {
    ...{ table, values, clears },
    ...(kept !== undefined && { attributes: kept, attributesAt: typeof since === 'string' ? moment(since) : null }),
  };
  const kind = op === 'delete' || op === 'update' ? op : 'upsert';
  return {
    kind,
    rows: [mapped],
    ...(problems.length > 0 && { problems }),
    ...(changedAt !== undefined && { changedAt }),
    source: source === '' ? '' : `${source}:`,
  };
}

type Refuse = (column: string, value: unknown, reason: string, remedy: string) => void;

function valuesOf(
  table: MappedTable,
  row: PlainRow,
  moment: (text: string) => string,
  refuse: Refuse,
): { readonly values: Record<string, string>; readonly clears: readonly string[] } {
  const { fields } = tableFields[table];
  const needed = new Set(requiredOf(table, false).flat());
  const values: Record<string, string> = {};
  const clears: string[] = [];
  for (const [name, given] of Object.entries(row)) {
    if (ownNames.has(name)) continue;
    const field = Object.hasOwn(fields, name) ? name : plainSynonyms[table][name];
    const reader = field === undefined ? undefined : fields[field];
    if (field === undefined || reader === undefined)
      refuse(name, given, `is not a field of ${table}`, elsewhere(table));
    else if (given === null || given === '') {
      if (!needed.has(field)) clears.push(field);
    } else if (typeof given === 'object') refuse(name, given, `is not ${reader.expected}`, 'Send a text or a number.');
    else values[field] = reader.kind === 'moment' ? moment(String(given)) : String(given);
  }
  return { values, clears };
}

function elsewhere(table: MappedTable): string {
  const own =
    table === 'contacts' || table === 'leads' ? 'Send it among attributes, or leave it out. ' : 'Leave it out. ';
  return `${own}Its fields are: ${Object.keys(tableFields[table].fields).join(', ')}.`;
}

function attributesOf(table: MappedTable, given: unknown, refuse: Refuse): MappedRow['attributes'] {
  if (given === undefined || given === null) return undefined;
  const of = 'attributes';
  if (table !== 'contacts' && table !== 'leads') {
    refuse(of, given, 'are kept of contacts and leads only', 'Leave them out.');
    return undefined;
  }
  if (typeof given !== 'object' || Array.isArray(given)) {
    refuse(of, given, 'are not names with values', 'Send {"plan": "gold"}.');
    return undefined;
  }
  const kept: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'object' && value !== null)
      refuse(`${of}.${name}`, value, 'is not a text or a number', 'Send one.');
    else kept[name] = value === null || value === '' ? null : String(value);
  }
  return kept;
}

const longestShown = 100;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
