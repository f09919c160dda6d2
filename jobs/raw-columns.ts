import type { RawAttribute } from '../engine/categories/attribute-encoding.ts';
import { fitLevels, type Levels, rawValueOf } from '../engine/categories/levels.ts';
import type { Matrix } from '../engine/data/matrix.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import {
  type AttributeColumn,
  attributeColumn,
  type SnapshotTable,
  valuesByName,
} from '../store/artifacts/snapshot-table.ts';

/** The columns of a model's matrix, in its order: features, then the business's own. */
export type RawColumns = { readonly names: readonly string[]; readonly attributes: readonly RawAttribute[] };

/** Levels beyond the most frequent ones count as unknown. */
const mostLevels = 500;

/** Those that a loaded model reads, with its levels. */
export function columnsOf({ description: { featureNames, encoding } }: Pick<Predictor, 'description'>): RawColumns {
  return { names: featureNames, attributes: encoding?.attributes ?? [] };
}

/** Those that a training on these rows of the table learns from. */
export function columnsToTrain(table: SnapshotTable, rows: readonly number[]): RawColumns {
  const { features, attributes = [] } = table;
  return {
    names: [...features, ...attributes.map(({ name }) => name)],
    attributes: attributes.map((column, at) => ({
      column: features.length + at,
      levels: column.kind === 'number' ? null : levelsOf(column.texts, rows),
    })),
  };
}

export function withoutColumns({ names, attributes }: RawColumns, left: readonly string[]): RawColumns {
  const kept = names.filter((name) => !left.includes(name));
  return {
    names: kept,
    attributes: attributes.flatMap((attribute) => {
      const column = kept.indexOf(names[attribute.column]);
      return column < 0 ? [] : [{ ...attribute, column }];
    }),
  };
}

function levelsOf(texts: readonly (string | null)[], rows: readonly number[]): Levels {
  const frequency = new Map<string, number>();
  for (const row of rows) {
    const text = texts[row] ?? null;
    if (text !== null) frequency.set(text, (frequency.get(text) ?? 0) + 1);
  }
  return fitLevels(frequency).slice(0, mostLevels);
}

/**
 * All rows of the table as the model takes them. An attribute without a column is missing in all rows.
 * @throws RangeError for a feature without a column
 */
export function rawMatrix(table: SnapshotTable, { names, attributes }: RawColumns): Matrix {
  const rows = table.contacts.length;
  const isAttribute = new Map(attributes.map((attribute) => [attribute.column, attribute]));
  const features = names.filter((_, at) => !isAttribute.has(at));
  const values = valuesByName(table, features);
  if (attributes.length === 0) return { rows, columns: names.length, values };
  const all = new Float64Array(rows * names.length);
  let feature = 0;
  for (const [at, name] of names.entries()) {
    const attribute = isAttribute.get(at);
    const from = feature;
    if (attribute === undefined) feature++;
    const numbers = attribute && numbersOf(attributeColumn(table, name), attribute.levels, rows);
    for (let row = 0; row < rows; row++) {
      all[row * names.length + at] = numbers === undefined ? values[row * features.length + from] : numbers[row];
    }
  }
  return { rows, columns: names.length, values: all };
}

/** What the model takes for each row: the code of a level, or a number. NaN is missing. */
function numbersOf(column: AttributeColumn | undefined, levels: Levels | null, rows: number): Float64Array {
  if (column === undefined) return new Float64Array(rows).fill(Number.NaN);
  const numberOf = rawValueOf(levels);
  if (column.kind === 'category') return Float64Array.from(column.texts, numberOf);
  return levels === null ? column.numbers : Float64Array.from(column.numbers, numberOf);
}
