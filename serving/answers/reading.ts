import type { ModelDefinition } from '../../models/definition.ts';
import type { LiveModel } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';

/** The features, in the order of `names`, that rows for some versions of a model hold. */
export type Reading = {
  readonly definition: ModelDefinition;
  readonly names: readonly string[];
};

/** The features of the first model in its order, then those that only the others read, so one query serves all of them. */
export function readingOf(first: LoadedModel, ...others: readonly LoadedModel[]): Reading {
  const names = first.predictor.description.featureNames;
  const further = others.flatMap(({ predictor }) =>
    predictor.description.featureNames.filter((name) => !names.includes(name)),
  );
  return { definition: first.definition, names: further.length === 0 ? names : [...new Set([...names, ...further])] };
}

export function readingOfLive({ champion, trial }: LiveModel): Reading {
  return trial === null ? readingOf(champion) : readingOf(champion, trial.challenger);
}

/** The rows as the model takes them. If it reads exactly these features in this order, they are unchanged. Features not in a row are missing. */
export function rowsFor(
  { predictor }: LoadedModel,
  { names }: Pick<Reading, 'names'>,
  rows: readonly Float64Array[],
): readonly Float64Array[] {
  const { featureNames } = predictor.description;
  if (featureNames.length === names.length && featureNames.every((name, at) => name === names[at])) return rows;
  const columns = featureNames.map((name) => names.indexOf(name));
  return rows.map((row) => Float64Array.from(columns, (column) => (column < 0 ? Number.NaN : row[column])));
}
