import { suggestion } from '../../domain/suggestion.ts';
import { sourceOf } from './compile-field.ts';
import { fieldSources } from './compile-table.ts';
import { type FieldKind, kindOf, mayBeAssumed, requiredOf } from './field-kinds.ts';
import { type MappingFault, pathText } from './mapping-issues.ts';
import { type FieldSource, type MappedTable, type Mapping, mappedTables, type TableMapping } from './mapping-schema.ts';

type Path = readonly PropertyKey[];

const origins = ['column', 'columns', 'first', 'multiply', 'value'] as const;
const withAttributes: readonly MappedTable[] = ['contacts', 'leads'];

/** What the schema can't say: which fields a table needs, and what fits a field. */
export function faultsOfMapping(mapping: Mapping): MappingFault[] {
  const faults: MappingFault[] = zoneFaults(mapping.zone, ['zone']);
  const given = mappedTables.filter((table) => mapping.tables[table] !== undefined);
  for (const table of given) {
    const one = mapping.tables[table] as TableMapping | TableMapping[];
    const all = Array.isArray(one) ? one : [one];
    all.forEach((each, at) => {
      const path = Array.isArray(one) ? ['tables', table, at] : ['tables', table];
      faults.push(...tableFaults(table, each, path, given.includes('contacts')));
    });
  }
  return faults;
}

function tableFaults(table: MappedTable, given: TableMapping, path: Path, feedsContacts: boolean): MappingFault[] {
  const faults: MappingFault[] = [];
  const sources = fieldSources(given);
  for (const group of requiredOf(table, feedsContacts)) {
    if (group.some((field) => mayBeAssumed(table, field) || sources.some(([name]) => name === field))) continue;
    const message = `${table} needs ${group.join(' or ')}.`;
    faults.push({ path, message, remedy: `Add a line to ${table}: ${group[0]}: <column>.` });
  }
  for (const [name, source] of sources) {
    faults.push(...fieldFaults(table, name, source, kindOf(table, name), [...path, name]));
  }
  const { attributes, attributes_at: since } = given;
  if (attributes !== undefined && !withAttributes.includes(table)) {
    const message = `${table} keeps no attributes: contacts and leads do.`;
    faults.push({ path: [...path, 'attributes'], message, remedy: 'Move them to contacts or leads.' });
  }
  if (attributes !== undefined && typeof attributes === 'object' && !Array.isArray(attributes)) {
    for (const [name, field] of Object.entries(attributes)) {
      faults.push(...fieldFaults(table, name, sourceOf(field), 'text', [...path, 'attributes', name]));
    }
  }
  if (since !== undefined) {
    faults.push(...fieldFaults(table, 'attributes_at', sourceOf(since), 'moment', [...path, 'attributes_at']));
  }
  return faults;
}

function fieldFaults(
  table: MappedTable,
  name: string,
  source: FieldSource,
  kind: FieldKind,
  path: Path,
): MappingFault[] {
  const faults: MappingFault[] = [];
  const refuse = (message: string, remedy: string, key?: string) =>
    faults.push({ path: key === undefined ? path : [...path, key], message, remedy });
  const field = pathText(path);
  const said = origins.filter((origin) => source[origin] !== undefined);
  if (said.length === 0 && source.default === undefined) {
    refuse(`${field} says nothing that fills it.`, `Add one of ${origins.join(', ')}.`);
  }
  if (said.length > 1) refuse(`${field} is filled by ${said.join(' and ')}.`, 'Keep one of them.');
  if (source.multiply !== undefined && kind !== 'number') {
    refuse(`${field} is not a number, so nothing can be multiplied for it.`, 'Use columns to join texts.', 'multiply');
  }
  if (source.add_up !== undefined && kind !== 'number') {
    refuse(`${field} is not a number, so its rows don't add up.`, 'Leave add_up out.', 'add_up');
  }
  if (source.pattern !== undefined && !isPattern(source.pattern)) {
    refuse(`${field}: ${source.pattern} is not a regular expression.`, 'Write one as JavaScript reads it.', 'pattern');
  }
  faults.push(...zoneFaults(source.zone, [...path, 'zone']));
  if (typeof kind !== 'object') return faults;
  for (const [key, value] of spokenValues(source)) {
    if (kind.includes(value)) continue;
    const remedy = `Write one of ${kind.join(', ')}.`;
    refuse(`"${value}" is not a value of ${table}.${name}.${suggestion(value, kind)}`, remedy, key);
  }
  return faults;
}

/** The values that the mapping itself gives a field. */
function spokenValues({ value, default: standIn, words = {}, otherwise }: FieldSource): (readonly [string, string])[] {
  const other = typeof otherwise === 'object' ? otherwise.value : undefined;
  return [
    ...Object.values(words).map((meaning) => ['words', meaning] as const),
    ...[['value', value] as const, ['default', standIn] as const, ['otherwise', other] as const],
  ].flatMap(([key, spoken]) => (spoken === undefined || spoken === null ? [] : [[key, String(spoken)] as const]));
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') !== undefined;
  } catch {
    return false;
  }
}

function zoneFaults(zone: string | undefined, path: Path): MappingFault[] {
  if (zone === undefined) return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [{ path, message: `${zone} is not a time zone.`, remedy: 'Write an IANA zone, such as Europe/Lisbon.' }];
  }
}
