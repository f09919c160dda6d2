import { PerennialError } from '../../domain/errors.ts';
import { brokenCells, withoutBroken } from './broken-cells.ts';
import { columnFinder } from './column-finder.ts';
import { type CompiledCondition, compileCondition } from './compile-condition.ts';
import type { Readers } from './compile-field.ts';
import { type CompiledTable, compileTable, fieldSources, missingConditionColumns, placesOf } from './compile-table.ts';
import { decimalPlaces, kindOf, requiredOf } from './field-kinds.ts';
import { lineItems } from './line-items.ts';
import type { CompiledMapping, MappedRecord, MappedRow, MappingProblem, ReadColumn } from './mapped-row.ts';
import { type MappedTable, type Mapping, mappedTables, type TableMapping } from './mapping-schema.ts';
import { createUnlistedWords } from './unlisted-words.ts';

/**
 * Fits a mapping to the header of a file, so that rows are mapped without looking anything up.
 * @param isPreset a preset describes all that its system may export: what the file lacks is listed, not refused.
 * @throws PerennialError `invalid_input` where the file lacks a column on which a required field or a condition hangs.
 */
export function compileMapping(
  mapping: Mapping,
  header: readonly string[],
  { isPreset = false }: { readonly isPreset?: boolean } = {},
): CompiledMapping {
  const find = columnFinder(header);
  const where = mapping.where === undefined ? undefined : compileCondition(mapping.where, find);
  const unless = mapping.unless === undefined ? undefined : compileCondition(mapping.unless, find);
  const ofRecords = [where, unless].filter((each) => each !== undefined);

  const given = tablesOf(mapping);
  const unlisted = createUnlistedWords();
  const compileAll = (unclaimed: readonly string[]) =>
    given.map(([table, one]) => compileTable(table, one, mapping, { find, header, unlisted }, unclaimed));
  const withoutRest = compileAll([]);
  const claimed = new Set(
    [...ofRecords, ...withoutRest.map((one) => ({ places: placesOf(one) }))].flatMap((each) => each.places),
  );
  const unclaimed = header.filter((name, at) => name.trim() !== '' && !claimed.has(at));
  const takesRest = given.some(([, { attributes }]) => attributes === '*');
  const tables = takesRest ? compileAll(unclaimed) : withoutRest;

  if (!isPreset) {
    refuseMissing(tables, header);
    const lost = [...ofRecords.flatMap(({ missing }) => missing), ...tables.flatMap(missingConditionColumns)];
    if (lost.length > 0) throw missingColumn(lost[0], 'a condition of the mapping', header);
  }
  const broken = brokenCells();
  return {
    styled: stylesOf(given, tables, mapping),
    uses: usesOf(tables, ofRecords),
    ignoredColumns: takesRest ? [] : unclaimed,
    missingColumns: [...new Set([...missingFromFile(tables), ...ofRecords.flatMap(({ missing }) => missing)])],
    addedUp: addedUpOf(tables),
    fields: fieldsOf(tables),
    columnOf: labelsOf(tables),
    unlistedWords: unlisted.list,
    brokenCells: broken.soFar,
    map: recordMapper(tables, where, unless, broken),
  };
}

/** In the order in which the tables are written. */
export function tablesOf(mapping: Mapping): (readonly [MappedTable, TableMapping])[] {
  return mappedTables.flatMap((table) => {
    const given = mapping.tables[table];
    if (given === undefined) return [];
    return (Array.isArray(given) ? given : [given]).map((one) => [table, one] as const);
  });
}

function recordMapper(
  tables: readonly CompiledTable[],
  where: ReturnType<typeof compileCondition> | undefined,
  unless: ReturnType<typeof compileCondition> | undefined,
  errors: ReturnType<typeof brokenCells>,
): CompiledMapping['map'] {
  const notWhere: MappedRecord = { leftOut: `where ${where?.opposite}` };
  const asUnless: MappedRecord = { leftOut: `where ${unless?.text}` };
  const none: readonly MappingProblem[] = Object.freeze([]);
  const isMixed = tables.some(({ table }) => table === 'contacts') && tables.some(({ table }) => table !== 'contacts');
  const items = lineItems(tables);
  const isConditional = where !== undefined || unless !== undefined;
  let bound: ReadonlyMap<number, ReadColumn> | undefined;
  let readers: Readers = [];
  return (given, read) => {
    const broken = errors.find(given);
    const cells = broken === undefined ? given : given.map((cell, at) => (broken.includes(at) ? '' : cell));
    if (read !== bound) {
      bound = read;
      readers = byPlace(read);
    }
    if (isConditional) {
      const whole = items === undefined ? cells : items.completed(cells, readers);
      if (where?.holds(whole) === false) return notWhere;
      if (unless?.holds(whole) === true) return asUnless;
    }
    const rows: MappedRow[] = [];
    let problems: MappingProblem[] | undefined;
    const report = (problem: MappingProblem) => {
      problems ??= [];
      problems.push(problem);
    };
    for (const { addRows } of tables) addRows(cells, readers, report, false, rows);
    if (isMixed) dropNobody(rows);
    if (rows.length === 0 && problems === undefined) {
      // a record that fills nothing is refused for what it lacks, not lost
      for (const { addRows } of tables) addRows(cells, readers, report, true, rows);
      if (rows.length === 0) return { leftOut: whyNoTable(tables, cells) };
    }
    const known = broken === undefined ? rows : withoutBroken(rows, broken, tables);
    return { rows: items?.marked(known) ?? known, problems: problems ?? none };
  };
}

/**
 * A contact without id, phone and e-mail is nobody: what stands beside it belongs to whom it names itself, or to the contact of its
 * conversation, or is refused for naming none.
 */
function dropNobody(rows: MappedRow[]): void {
  for (let at = rows.length - 1; at >= 0; at--) {
    const { table, values } = rows[at];
    if (table !== 'contacts') continue;
    if (values.external_id !== undefined || values.phone !== undefined || values.email !== undefined) continue;
    if (rows.some((other) => other.table !== 'contacts')) rows.splice(at, 1);
  }
}

function byPlace(read: ReadonlyMap<number, ReadColumn>): Readers {
  const readers: (ReadColumn | undefined)[] = [];
  for (const [at, reader] of read) readers[at] = reader;
  return readers;
}

/** Conditions of all tables keep the record out. */
function whyNoTable(tables: readonly CompiledTable[], cells: readonly string[]): string {
  if (tables.length === 0) return 'the mapping takes nothing from such a file';
  return [...new Set(tables.map(({ table, gate }) => `${table}: ${gate?.why(cells)}`))].join('; ');
}

function stylesOf(
  given: readonly (readonly [MappedTable, TableMapping])[],
  tables: readonly CompiledTable[],
  mapping: Mapping,
): CompiledMapping['styled'] {
  const styled = new Map<number, NonNullable<ReturnType<CompiledMapping['styled']['get']>>>();
  tables.forEach(({ table, fields, attributesAt }, index) => {
    const sources = new Map(fieldSources(given[index][1]));
    for (const field of attributesAt === undefined ? fields : [...fields, attributesAt]) {
      const kind = kindOf(table, field.name);
      const {
        decimal = mapping.decimal,
        date_order: dateOrder = mapping.date_order,
        zone = mapping.zone,
        multiply,
      } = sources.get(field.name) ?? {};
      const places = multiply === undefined ? decimalPlaces[field.name] : undefined;
      for (const at of field.styled) {
        if (styled.has(at)) continue;
        if (kind === 'number') styled.set(at, { kind, decimal, places });
        // a day stays the day that is written
        else styled.set(at, { kind: 'moment', dateOrder, zone: kind === 'date' ? 'UTC' : zone });
      }
    }
  });
  return styled;
}

function addedUpOf(tables: readonly CompiledTable[]): CompiledMapping['addedUp'] {
  const adds: Partial<Record<MappedTable, readonly string[]>> = {};
  for (const { table, addedUp } of tables) {
    if (addedUp.length > 0) adds[table] = [...new Set([...(adds[table] ?? []), ...addedUp])];
  }
  return adds;
}

function fieldsOf(tables: readonly CompiledTable[]): CompiledMapping['fields'] {
  const fields = new Map<MappedTable, string[]>();
  for (const { table, fields: own } of tables) {
    const known = fields.get(table) ?? [];
    for (const { name } of own) if (!known.includes(name)) known.push(name);
    fields.set(table, known);
  }
  return fields;
}

function usesOf(tables: readonly CompiledTable[], ofRecords: readonly CompiledCondition[]): CompiledMapping['uses'] {
  const uses = new Map<number, string[]>();
  const add = (places: readonly number[], use: string) => {
    for (const at of places) {
      const known = uses.get(at) ?? [];
      if (!known.includes(use)) uses.set(at, [...known, use]);
    }
  };
  for (const { table, fields, attributes, attributesAt, gate } of tables) {
    for (const { name, filledFrom } of fields) add(filledFrom, `${table}.${name}`);
    for (const { filledFrom } of attributes) add(filledFrom, `attribute of ${table}`);
    add(attributesAt?.filledFrom ?? [], `${table}.attributes_at`);
    for (const { places, filledFrom } of fields)
      add(
        places.filter((at) => !filledFrom.includes(at)),
        'a condition',
      );
    add(gate?.places ?? [], 'a condition');
  }
  for (const { places } of ofRecords) add(places, 'a condition');
  return uses;
}

function labelsOf(tables: readonly CompiledTable[]): CompiledMapping['columnOf'] {
  const labels = new Map<string, string>();
  for (const { table, fields } of tables) {
    for (const { name, label } of fields) {
      if (label !== '' && !labels.has(`${table}.${name}`)) labels.set(`${table}.${name}`, label);
    }
  }
  return (table, field) => labels.get(`${table}.${field}`) ?? field;
}

function missingFromFile(tables: readonly CompiledTable[]): string[] {
  return tables.flatMap((table) => [...table.missing, ...missingConditionColumns(table)]);
}

/** Of what the mapping gives: that it gives too little is refused when it is read. */
function refuseMissing(tables: readonly CompiledTable[], header: readonly string[]): void {
  const feedsContacts = tables.some(({ table }) => table === 'contacts');
  for (const { table, fields, lacking } of tables) {
    const filled = (field: string) => fields.some(({ name }) => name === field);
    for (const group of requiredOf(table, feedsContacts)) {
      if (group.some(filled)) continue;
      const lost = lacking.find(({ name }) => group.includes(name));
      if (lost !== undefined) throw missingColumn(lost.missing[0], `${table}.${lost.name}`, header);
    }
  }
}

function missingColumn(column: string, what: string, header: readonly string[]): PerennialError {
  return new PerennialError(
    'invalid_input',
    `The file has no column "${column}", on which ${what} hangs.`,
    `Its columns are: ${header.join(', ')}.`,
    { column, header },
  );
}
