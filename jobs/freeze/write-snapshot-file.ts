import type { Data } from 'apache-arrow';
import type { Attribute } from '../../domain/attributes.ts';
import { readAttributes } from '../../models/attributes/read-attribute.ts';
import { textColumn } from '../../store/artifacts/arrow-columns.ts';
import type { RowSpool } from '../../store/artifacts/row-spool.ts';
import {
  type FileColumn,
  momentsInFile,
  numbersInFile,
  placesInFile,
  textsInFile,
  type Written,
  writeArrowFile,
} from '../../store/artifacts/snapshot-file.ts';
import { type SnapshotHead, snapshotSchema } from '../../store/artifacts/snapshot-table.ts';
import type { ColumnTexts } from './column-texts.ts';
import type { FreezeInput } from './freeze-input.ts';

export type FrozenColumns = {
  /** Numbers: moments, labels, features. Codes: whether a row is its subject's first, then attributes. Texts: subjects, contacts. */
  readonly spool: RowSpool;
  /** Of the columns of numbers. */
  readonly nullCounts: Float64Array;
  /** Names of the attributes, with their texts. */
  readonly read: readonly string[];
  readonly texts: readonly ColumnTexts[];
  /** Those that go into the snapshot. */
  readonly attributes: { readonly trained: readonly Attribute[]; readonly compared: readonly Attribute[] };
};

/** The file has the bytes that `encodeSnapshot` gives for the same rows. */
export function writeSnapshotFile(
  file: string,
  { model, asOf, horizonDays, trained, compared }: FreezeInput,
  { spool, nullCounts, read, texts, attributes }: FrozenColumns,
): Written {
  const { rows } = spool;
  const isCompared = compared.length + attributes.compared.length > 0;
  const head: SnapshotHead = {
    ...{ model, asOf, horizonDays },
    ...headsOf(trained, attributes.trained),
    ...(isCompared && { compared: headsOf(compared, attributes.compared) }),
  };
  const dictionaries = new Map<number, Data>();
  const numbers = (column: number) => numbersInFile(rows, nullCounts[column], () => spool.numbers(column));
  const attributeColumns = (some: readonly Attribute[], firstId: number) =>
    some.map((attribute, at): FileColumn => {
      const column = read.indexOf(attribute.name);
      const codes = () => spool.codes(1 + column);
      const values = texts[column].texts.map((text) => valueIn(attribute, text));
      if (attribute.kind === 'number') return numbersOf(rows, codes, values as readonly (number | null)[]);
      const levels = [...new Set(values)]
        .filter((value) => value !== null)
        .map(String)
        .sort();
      dictionaries.set(firstId + at, textColumn(levels));
      const places = new Map(levels.map((text, place) => [text, place]));
      return placesOf(
        rows,
        codes,
        Int32Array.from(values, (value) => (value === null ? -1 : (places.get(String(value)) ?? -1))),
      );
    });
  const firstCompared = 2 + trained.length;
  const columns = [
    textsInFile(rows, spool.textBytes(0), () => spool.texts(0)),
    textsInFile(rows, spool.textBytes(1), () => spool.texts(1)),
    momentsInFile(rows, () => spool.numbers(0)),
    numbers(1),
    ...trained.map((_, at) => numbers(2 + at)),
    ...attributeColumns(attributes.trained, 0),
    ...compared.map((_, at) => numbers(firstCompared + at)),
    ...attributeColumns(attributes.compared, attributes.trained.length),
  ];
  return writeArrowFile(file, snapshotSchema(head), rows, dictionaries, columns);
}

function headsOf(features: FreezeInput['trained'], attributes: readonly Attribute[]) {
  return {
    features: features.map(({ name }) => name),
    units: features.map(({ unit }) => unit),
    ...(attributes.length > 0 && { attributes }),
  };
}

function valueIn(attribute: Attribute, text: string): number | string | null {
  return readAttributes({ [attribute.name]: text }, [attribute])[attribute.name] ?? null;
}

function numbersOf(rows: number, codes: () => Iterable<Int32Array>, values: readonly (number | null)[]): FileColumn {
  const numbers = Float64Array.from(values, (value) => (value === null ? Number.NaN : value + 0));
  function* blocks(): Iterable<Float64Array> {
    for (const block of codes()) yield Float64Array.from(block, (code) => numbers[code] ?? Number.NaN);
  }
  let nullCount = 0;
  for (const block of blocks()) for (const value of block) if (Number.isNaN(value)) nullCount++;
  return numbersInFile(rows, nullCount, blocks);
}

/** @param places in the dictionary by code, -1 for null. */
function placesOf(rows: number, codes: () => Iterable<Int32Array>, places: Int32Array): FileColumn {
  function* blocks(): Iterable<Int32Array> {
    for (const block of codes()) yield block.map((code) => places[code] ?? -1);
  }
  let nullCount = 0;
  for (const block of blocks()) for (const place of block) if (place < 0) nullCount++;
  return placesInFile(rows, nullCount, blocks);
}
