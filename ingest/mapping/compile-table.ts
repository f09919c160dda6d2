import { type CompiledCondition, compileGate } from './compile-condition.ts';
import {
  type CompiledField,
  compileField,
  type FieldContext,
  type Readers,
  type ReportProblem,
  sourceOf,
} from './compile-field.ts';
import { isClearedByBlank, kindOf, requiredOf } from './field-kinds.ts';
import type { MappedRow } from './mapped-row.ts';
import type { FieldSource, MappedTable, Mapping, TableMapping } from './mapping-schema.ts';

export type CompiledTable = {
  readonly table: MappedTable;
  readonly fields: readonly CompiledField[];
  readonly gate: ReturnType<typeof compileGate>;
  readonly attributes: readonly CompiledField[];
  readonly attributesAt: CompiledField | undefined;
  readonly addedUp: readonly string[];
  /** Fields of the mapping whose columns the file lacks. */
  readonly lacking: readonly CompiledField[];
  /** Columns that the file lacks. */
  readonly missing: readonly string[];
  /** Rows of a record go to `into`. Without `evenBlank` one that no cell fills is left out. */
  readonly addRows: (
    cells: readonly string[],
    readers: Readers,
    report: ReportProblem,
    evenBlank: boolean,
    into: MappedRow[],
  ) => void;
};

export const notFields = new Set(['when', 'unless', 'attributes', 'attributes_at']);
const nothing: readonly string[] = Object.freeze([]);

/** What a mapping says of one table's fields, in their long form. */
export function fieldSources(table: TableMapping): (readonly [string, FieldSource])[] {
  return Object.entries(table).flatMap(([name, field]) =>
    notFields.has(name) ? [] : [[name, sourceOf(field as string | string[] | FieldSource)] as const],
  );
}

/** @param unclaimed names of the columns that `attributes: '*'` keeps. */
export function compileTable(
  table: MappedTable,
  given: TableMapping,
  mapping: Mapping,
  context: Omit<FieldContext, 'table'>,
  unclaimed: readonly string[],
): CompiledTable {
  const own = { ...context, table };
  const required = requiredOf(table, false);
  const sources = fieldSources(given);
  const all = sources.map(([name, source]) => compileField(name, source, kindOf(table, name), own));
  const fields = all.filter(({ available }) => available);
  const clearing = new Set(
    sources.flatMap(([name, { blank = mapping.blank ?? (isClearedByBlank(table, name) ? 'clear' : 'keep') }]) =>
      blank === 'clear' && !required.some((group) => group.includes(name)) ? [name] : [],
    ),
  );
  const named = attributeSources(given.attributes, unclaimed).map(([name, source]) =>
    compileField(name, source, 'text', own),
  );
  const attributes = named.filter(({ available }) => available);
  const since = given.attributes_at;
  const attributesAt = since === undefined ? undefined : compileField('attributes_at', sourceOf(since), 'moment', own);
  const compiled = {
    ...{ table, fields, attributes, attributesAt, lacking: all.filter(({ available }) => !available) },
    missing: [...all, ...named, ...(attributesAt === undefined ? [] : [attributesAt])].flatMap((each) => each.missing),
    gate: compileGate(given.when, given.unless, context.find),
    addedUp: sources.flatMap(([name, { add_up: adds }]) => (adds === true ? [name] : [])),
  };
  return { ...compiled, addRows: rowMaker(compiled, clearing) };
}

function attributeSources(
  given: TableMapping['attributes'],
  unclaimed: readonly string[],
): (readonly [string, FieldSource])[] {
  if (given === undefined) return [];
  if (given === '*') return unclaimed.map((column) => [column, { column }] as const);
  if (Array.isArray(given)) return given.map((column) => [column, { column }] as const);
  return Object.entries(given).map(([name, field]) => [name, sourceOf(field)] as const);
}

/** Made for one table, so that a row costs its object and its texts. */
function rowMaker(
  {
    table,
    fields,
    gate,
    attributes,
    attributesAt,
  }: Pick<CompiledTable, 'table' | 'fields' | 'gate' | 'attributes' | 'attributesAt'>,
  clearing: ReadonlySet<string>,
): CompiledTable['addRows'] {
  const clears = fields.map(({ name }) => (clearing.has(name) ? Object.freeze([name]) : nothing));
  const anyFromFile = fields.some(({ fromFile }) => fromFile);
  const repeats = fields.some(({ fillEach }) => fillEach !== undefined);

  function addRow(
    cells: readonly string[],
    readers: Readers,
    report: ReportProblem,
    evenBlank: boolean,
    into: MappedRow[],
    items: readonly (readonly string[] | undefined)[] | undefined,
    item: number,
  ): void {
    const values: Record<string, string> = {};
    let cleared = nothing;
    let filled = !anyFromFile || evenBlank;
    for (let at = 0; at < fields.length; at++) {
      const field = fields[at];
      const ofItem = items?.[at];
      const text = ofItem === undefined ? field.fill(cells, readers, report) : (ofItem[item] ?? '');
      if (text !== '') {
        values[field.name] = text;
        if (field.fromFile && !filled) filled = text !== field.standIn || !field.isBlank(cells);
      } else if (clears[at] !== nothing) {
        cleared = cleared === nothing ? clears[at] : [...cleared, ...clears[at]];
      }
    }
    if (!filled) return;
    if (attributes.length === 0) {
      into.push({ table, values, clears: cleared });
      return;
    }
    const kept: Record<string, string | null> = {};
    for (const { name, fill } of attributes) kept[name] = fill(cells, readers, report) || null;
    const since = attributesAt?.fill(cells, readers, report) || null;
    into.push({ table, values, clears: cleared, attributes: kept, attributesAt: since });
  }

  return (cells, readers, report, evenBlank, into) => {
    if (gate?.holds(cells) === false) return;
    if (!repeats) return addRow(cells, readers, report, evenBlank, into, undefined, 0);
    const items = fields.map(({ fillEach }) => fillEach?.(cells, readers, report));
    const rows = Math.max(1, ...items.map((each) => each?.length ?? 0));
    for (let item = 0; item < rows; item++) addRow(cells, readers, report, evenBlank, into, items, item);
  };
}

/** Columns that a compiled table reads, by place. */
export function placesOf({ fields, attributes, attributesAt, gate }: CompiledTable): number[] {
  const all = attributesAt === undefined ? [...fields, ...attributes] : [...fields, ...attributes, attributesAt];
  return [...all.flatMap(({ places }) => places), ...(gate?.places ?? [])];
}

export function missingConditionColumns({ fields, gate }: CompiledTable): CompiledCondition['missing'] {
  return [...fields.flatMap(({ missingInConditions }) => missingInConditions), ...(gate?.missing ?? [])];
}
