import { parseAttributeName } from '../../domain/attributes.ts';
import { rawValueOf } from '../../engine/categories/levels.ts';
import type { PredictorDescription } from '../../engine/predictor/predictor.ts';
import { attributesRead } from '../../models/attributes/attributes-read.ts';
import { type AttributeTexts, readAttributes } from '../../models/attributes/read-attribute.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { LiveModel } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';

/** What rows for some versions of a model hold. */
export type Reading = {
  readonly definition: ModelDefinition;
  /** Features, in the order of the rows. */
  readonly names: readonly string[];
  /** Names of attributes. */
  readonly attributes: readonly string[];
};

/** A row that several versions can read. */
export type RawRow = {
  /** In the order of the reading's names; NaN is missing. */
  readonly features: Float64Array;
  /** As they were imported: each version makes its own codes and numbers of them. Left out: nothing is known. */
  readonly attributes?: AttributeTexts | null;
};

/** What the first model reads, in its order, then what only the others read, so one query serves all of them. */
export function readingOf(first: LoadedModel, ...others: readonly LoadedModel[]): Reading {
  const all = [first, ...others].map(({ predictor }) => predictor.description.featureNames);
  const isAttribute = (name: string) => parseAttributeName(name) !== null;
  const [names] = all;
  const further = all.slice(1).flatMap((each) => each.filter((name) => !names.includes(name)));
  const read = further.length === 0 ? names : [...new Set([...names, ...further])];
  const attributes = read.filter(isAttribute);
  const { definition } = first;
  if (attributes.length === 0) return { definition, names: read, attributes };
  return { definition, names: read.filter((name) => !isAttribute(name)), attributes };
}

export function readingOfLive({ champion, trial }: LiveModel): Reading {
  return trial === null ? readingOf(champion) : readingOf(champion, trial.challenger);
}

/** The rows as the model takes them. If it reads exactly these features in this order, they are unchanged. What is not in a row is missing. */
export function rowsFor(
  { predictor }: { readonly predictor: ColumnsOwner },
  { names }: Pick<Reading, 'names'>,
  rows: readonly RawRow[],
): readonly Float64Array[] {
  const { featureNames } = predictor.description;
  if (featureNames.length === names.length && featureNames.every((name, at) => name === names[at])) {
    return rows.map(({ features }) => features);
  }
  const columns = featureNames.map((name) => names.indexOf(name));
  const writeAttributes = attributeWriter(predictor);
  return rows.map(({ features, attributes }) => {
    const row = Float64Array.from(columns, (column) => (column < 0 ? Number.NaN : features[column]));
    writeAttributes(attributes, row);
    return row;
  });
}

/** A predictor, as far as its columns go. */
export type ColumnsOwner = { readonly description: Pick<PredictorDescription, 'featureNames' | 'encoding'> };

type AttributeWriter = (texts: AttributeTexts | null | undefined, row: Float64Array) => void;

/** Kept with the model: a map of hundreds of levels takes longer to make than to use. */
const writers = new WeakMap<ColumnsOwner, AttributeWriter>();

function attributeWriter(predictor: ColumnsOwner): AttributeWriter {
  const known = writers.get(predictor);
  if (known !== undefined) return known;
  const { description } = predictor;
  const attributes = attributesRead(description);
  const columns = (description.encoding?.attributes ?? []).map(({ column, levels }) => ({
    name: description.featureNames[column],
    column,
    numberOf: rawValueOf(levels),
  }));
  const numbersOf = (texts: AttributeTexts) => {
    const values = readAttributes(texts, attributes);
    return columns.map(({ name, numberOf }) => numberOf(values[name]));
  };
  // a contact's slots, of which there are 91, share their texts
  let last: { readonly texts: AttributeTexts; readonly numbers: readonly number[] } | undefined;
  const write: AttributeWriter = (texts, row) => {
    if (columns.length === 0 || texts === null || texts === undefined) return;
    if (last?.texts !== texts) last = { texts, numbers: numbersOf(texts) };
    for (const [at, { column }] of columns.entries()) row[column] = last.numbers[at];
  };
  writers.set(predictor, write);
  return write;
}
