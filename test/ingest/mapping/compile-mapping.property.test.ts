import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts';
import type { ReadColumn } from '../../../ingest/mapping/mapped-row.ts';
import type { Condition, FieldSource, Mapping, TableMapping } from '../../../ingest/mapping/mapping-schema.ts';

/** A straight reading of the mapping schema, one row at a time, with nothing made beforehand. */
type Row = Readonly<Record<string, string>>;

const isBlank = (text: string) => text.trim() === '';
const alike = (text: string) => text.trim().toLowerCase();

function naiveHolds(condition: Condition | undefined, row: Row): boolean {
  return Object.entries(condition ?? {}).every(([column, wanted]) => {
    const cell = row[column] ?? '';
    return [wanted].flat().some((value) => {
      if (value === null || isBlank(cell)) return value === null && isBlank(cell);
      if (typeof value === 'number' && Number(cell) === value) return true;
      if (typeof value === 'boolean') {
        return (value ? ['true', 't', 'yes', 'y', '1'] : ['false', 'f', 'no', 'n', '0']).includes(alike(cell));
      }
      return alike(cell) === alike(String(value));
    });
  });
}

type Item = { readonly text: string; readonly fromCell: boolean };

function naiveItems(source: FieldSource, row: Row): Item[] {
  const constant = (text: string) => [{ text, fromCell: false }];
  if (source.when !== undefined && !naiveHolds(source.when, row)) return constant('');
  if (source.unless !== undefined && naiveHolds(source.unless, row)) return constant('');
  if (source.value !== undefined) return constant(String(source.value));
  const cells = (names: readonly string[]) =>
    names
      .map((name) => row[name] ?? '')
      .map((cell) => (/^'[+=\-@\d]/.test(cell) ? cell.slice(1) : cell))
      .filter((cell) => !isBlank(cell));
  const text =
    source.columns !== undefined
      ? cells(source.columns)
          .map((cell) => cell.trim())
          .join(source.join ?? ' ')
      : (cells(source.first ?? [source.column ?? ''])[0] ?? '');
  if (text === '') return constant(String(source.default ?? ''));
  const items =
    source.split === undefined
      ? [text]
      : text
          .split(source.split)
          .map((item) => item.trim())
          .filter((item) => item !== '');
  const taken = source.take === 'each' ? items : [(source.take === 'last' ? items.at(-1) : items[0]) ?? ''];
  return taken.map((item) => ({ text: naiveTranslated(source, item), fromCell: true }));
}

function naiveTranslated(source: FieldSource, item: string): string {
  const match = source.pattern === undefined ? [item] : new RegExp(source.pattern, 'u').exec(item);
  const found = match?.[1] ?? match?.[0] ?? '';
  if (isBlank(found)) return '';
  const word = Object.entries(source.words ?? {}).find(([key]) => alike(key) === alike(found));
  if (word !== undefined) return word[1] === null ? '' : String(word[1]);
  if (typeof source.otherwise === 'object') return String(source.otherwise.value);
  return source.otherwise === 'blank' ? '' : found;
}

function naiveRows(mapping: Mapping, row: Row): Record<string, string>[] | string {
  if (mapping.where !== undefined && !naiveHolds(mapping.where, row)) return 'left out';
  if (mapping.unless !== undefined && naiveHolds(mapping.unless, row)) return 'left out';
  const table = mapping.tables.contacts as TableMapping;
  if (table.when !== undefined && !naiveHolds(table.when, row)) return 'left out';
  if (table.unless !== undefined && naiveHolds(table.unless, row)) return 'left out';
  const fields = Object.entries(table).filter(([name]) => name !== 'when' && name !== 'unless');
  const items = fields.map(([, source]) => naiveItems(source as FieldSource, row));
  const repeated = fields.map(([, source]) => {
    const { take, value } = source as FieldSource;
    return take === 'each' && value === undefined;
  });
  const count = Math.max(1, ...items.filter((_, at) => repeated[at]).map((each) => each.length));
  const rows = Array.from({ length: count }, (_, item) =>
    fields.flatMap(([name], at) => {
      const found = repeated[at] ? items[at][item] : items[at][0];
      return found === undefined || found.text === '' ? [] : [{ name, ...found }];
    }),
  );
  const constantsOnly = fields.every(([, source]) => (source as FieldSource).value !== undefined);
  const filled = rows.filter((each) => constantsOnly || each.some(({ fromCell }) => fromCell));
  return (filled.length === 0 ? rows : filled).map((each) =>
    Object.fromEntries(each.map(({ name, text }) => [name, text])),
  );
}

const header = ['a', 'b', 'c'] as const;
const column = fc.constantFrom(...header);
const cell = fc.constantFrom('', ' ', 'x', ' X', 'yes', '0', '1.0', "'+7", "'t H", 'x;y', ';x; ;1', 'won', 'No 12');
const scalar = fc.constantFrom('x', 'won', 1, 0, true, false);
const scalarOrBlank = fc.option(scalar);
const condition = fc.dictionary(
  column,
  fc.oneof(scalarOrBlank, fc.array(scalarOrBlank, { minLength: 1, maxLength: 3 })),
  {
    minKeys: 1,
    maxKeys: 2,
  },
);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });
const origin = fc.oneof(
  fc.record({ column }),
  fc.record({
    columns: fc.array(column, { minLength: 1, maxLength: 3 }),
    join: optional(fc.constantFrom('', '-', ';')),
  }),
  fc.record({ first: fc.array(column, { minLength: 1, maxLength: 3 }) }),
  fc.record({ value: scalar }),
);
const source = fc
  .tuple(
    origin,
    fc.record({
      split: optional(fc.constantFrom(';', ' ')),
      take: optional(fc.constantFrom('first', 'last', 'each')),
      pattern: optional(fc.constantFrom('\\d+', '^(x|y)', '^x(.*)$')),
      words: optional(fc.dictionary(fc.constantFrom('X', 'won ', '1', 'no 12'), scalarOrBlank)),
      otherwise: optional(fc.constantFrom('keep', 'blank', { value: 'other' })),
      default: optional(scalar),
      when: optional(condition),
      unless: optional(condition),
    }),
  )
  .map(([from, how]) =>
    Object.fromEntries(Object.entries({ ...from, ...how }).filter(([, value]) => value !== undefined)),
  );
const mapping = fc.record({
  where: optional(condition),
  unless: optional(condition),
  table: fc.record({
    when: optional(condition),
    unless: optional(condition),
    external_id: source,
    name: source,
    source,
  }),
});

test('any mapping gives the values that a straight reading of it gives', () => {
  let kept = 0;
  fc.assert(
    fc.property(
      mapping,
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }),
      ({ where, unless, table }, rows) => {
        const given = { name: 'Any', where, unless, tables: { contacts: table } } as unknown as Mapping;
        const compiled = compileMapping(given, header);
        for (const cells of rows) {
          const row = { a: cells[0], b: cells[1], c: cells[2] };
          const found = compiled.map(cells, new Map<number, ReadColumn>());
          const expected = naiveRows(given, row);
          if ('leftOut' in found) assert.equal(expected, 'left out');
          else {
            assert.deepEqual(found.problems, []);
            assert.deepEqual(
              found.rows.map(({ values }) => values),
              expected,
            );
            kept++;
          }
        }
      },
    ),
    { numRuns: 3_000 },
  );
  assert.ok(kept > 1_000, `only ${kept} rows were compared`);
});
