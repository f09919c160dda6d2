import { isBefore } from '../fields/moment-text.ts';
import { type Field, tableFields } from '../fields/table-fields.ts';
import { mayBeAssumed } from '../mapping/field-kinds.ts';
import type { MappedRow, MappingProblem } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import type { ReadRow, RowContext } from './row-context.ts';
import { applyRules } from './row-rules.ts';

/** The reason of a row that lacks what a new one needs. */
export const missing = 'is missing';

/** Reads a mapped row; what can't be read is pushed to `problems`. */
export function readRow(row: MappedRow, context: RowContext, problems: MappingProblem[]): ReadRow {
  const { table, goesOn = false } = row;
  const { fields, required } = tableFields[table];
  const values: Record<string, string> = {};
  for (const name in row.values) {
    const given = row.values[name];
    const field = fields[name];
    if (field === undefined || given === undefined) continue;
    const text = field.read(given);
    const reason = text === undefined ? `is not ${field.expected}` : refusal(name, field, text, context);
    if (reason === null) values[name] = field.kind === 'id' ? context.source + text : (text as string);
    else problems.push(problemOf(table, name, field, given, reason, context));
  }
  for (const need of goesOn ? [] : required) {
    if (typeof need === 'string' ? need in row.values : need.some((name) => name in row.values)) continue;
    if (typeof need !== 'string' && need.includes('contact')) continue; // the record's own contact may be meant
    const name = typeof need === 'string' ? need : need[0];
    if (mayBeAssumed(table, name) && !context.datesLeads) continue;
    problems.push({ table, column: context.columnOf(table, name), value: '', reason: missing, remedy: '' });
  }
  const read: ReadRow = {
    table,
    values,
    clears: row.clears,
    attributes: row.attributes,
    attributesAt: attributesAt(row, context, problems),
    goesOn,
  };
  if (problems.length === 0) applyRules(read, context, problems);
  return read;
}

function refusal(name: string, field: Field, text: string, context: RowContext): string | null {
  if (field.kind === 'moment') {
    if (isBefore(text, context.earliest)) return `lies before ${context.earliest.slice(0, 4)}`;
    if (field.happened && isBefore(context.latest, text)) return 'lies in the future';
  }
  if (name === 'timezone' && !context.timezones.has(text.toLowerCase()))
    return 'is not a time zone such as Europe/Lisbon';
  return null;
}

function attributesAt(row: MappedRow, context: RowContext, problems: MappingProblem[]): string | null {
  const given = row.attributesAt ?? null;
  if (given === null) return null;
  const field = tableFields.contact_changes.fields.at;
  const text = field.read(given);
  const reason = text === undefined ? `is not ${field.expected}` : refusal('at', field, text, context);
  if (reason !== null) problems.push(problemOf(row.table, 'attributes_at', field, given, reason, context));
  return text ?? null;
}

function problemOf(
  table: MappedTable,
  name: string,
  field: Field,
  value: string,
  reason: string,
  context: RowContext,
): MappingProblem {
  const column = context.columnOf(table, name);
  const remedy = context.remedyFor?.(name, field) ?? remedyFor(name, column, field, value);
  return { table, column, value, reason, remedy };
}

/** One line of a mapping that would let the value in. */
function remedyFor(name: string, column: string, field: Field, value: string): string {
  if (field.kind === 'word') {
    return `${name}: { column: ${yaml(column)}, words: { ${yaml(value.trim())}: ${field.words?.[0]} } }`;
  }
  if (field.kind === 'truth') return `${name}: { column: ${yaml(column)}, words: { ${yaml(value.trim())}: yes } }`;
  if (field.kind === 'number')
    return `${name}: { column: ${yaml(column)}, pattern: '...' }, or leave the row out with unless:`;
  return '';
}

/** A YAML scalar; in quotation marks where it must be. */
function yaml(text: string): string {
  return /^[A-Za-z][\w -]*$/.test(text) && !/^(yes|no|on|off|true|false|null|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
