import type { TrainingAttributes } from '../../../engine/categories/fit-attributes.ts';
import { fitLevels, type Levels, rawValueOf } from '../../../engine/categories/levels.ts';
import type { Matrix } from '../../../engine/data/matrix.ts';
import type { Parameters } from '../../../engine/data/parameters.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { estimator } from '../../../engine/estimators.ts';
import { type FinalInput, trainFinal } from '../../../engine/predictor/fit-model.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { createRandom } from '../../../engine/random.ts';
import { evaluateCandidate } from '../../../engine/search/search.ts';
import type { Task } from '../../../engine/task.ts';

/** Leads of which a form is all that is known. */
export type FormLeads = {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly attributes: TrainingAttributes;
  /** Texts by name; null is missing. */
  readonly texts: Readonly<Record<string, readonly (string | null)[]>>;
};

export const names = ['hour', 'lead:Source', 'lead:Visits', 'lead:City'];
const sources = ['Google', 'Organic', 'Referral', 'é 🌿'];
const chanceOf: Readonly<Record<string, number>> = { Google: 0.2, Organic: 0.45, Referral: 0.8, 'é 🌿': 0.5 };

/** The source decides, and the number of visits somewhat; there are many cities, which say nothing, and an hour, too. */
export function formLeads(rows: number, seed: number, task: Task = 'classification'): FormLeads {
  const random = createRandom(seed);
  const source = Array.from({ length: rows }, () => (random.next() < 0.1 ? null : sources[random.integer(4)]));
  const city = Array.from({ length: rows }, () => (random.next() < 0.3 ? null : `city ${random.integer(60)}`));
  const visits = Array.from({ length: rows }, () => (random.next() < 0.1 ? Number.NaN : random.integer(12)));
  const levels = [source, city].map(levelsOf);
  const [codeOfSource, codeOfCity] = levels.map(rawValueOf);
  const values = Float64Array.from(
    source.flatMap((text, row) => [random.integer(24), codeOfSource(text), visits[row], codeOfCity(city[row])]),
  );
  const y = Float64Array.from(source, (text, row) => {
    const chance = (text === null ? 0.3 : chanceOf[text]) + (Number.isNaN(visits[row]) ? 0 : 0.02 * (visits[row] - 5));
    return task === 'regression' ? 100 * Math.min(1, Math.max(0, chance)) : Number(random.next() < chance);
  });
  return {
    x: { rows, columns: 4, values },
    y,
    attributes: {
      columns: [
        { column: 1, levels: levels[0] },
        { column: 2, levels: null },
        { column: 3, levels: levels[1] },
      ],
      parts: Uint8Array.from({ length: rows }, (_, row) => row % 5),
    },
    texts: { 'lead:Source': source, 'lead:City': city },
  };
}

function levelsOf(texts: readonly (string | null)[]): Levels {
  const frequency = new Map<string, number>();
  for (const text of texts) if (text !== null) frequency.set(text, (frequency.get(text) ?? 0) + 1);
  return fitLevels(frequency);
}

export async function trainOnForms(
  { x, y, attributes }: FormLeads,
  engine: EngineName,
  task: Task,
  parameters: Parameters,
): Promise<Predictor> {
  const folds = Uint8Array.from(y, (_, row) => row % 3);
  const input = { x, y, attributes, task, estimator: estimator(engine), parameters, seed: 1 };
  const range = task === 'regression' ? ([0, 100] as const) : undefined;
  const loss = task === 'regression' ? 'rmse' : 'logLoss';
  const { outOfFold } = await evaluateCandidate({ ...input, range, folds, loss });
  const final: FinalInput = { ...input, range, folds, outOfFold, featureNames: names };
  return await trainFinal(final);
}
