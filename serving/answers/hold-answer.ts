import type { ModelName } from '../../domain/models.ts';
import { qualityTier, riskLevel } from '../../domain/tiers.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import type { Reach } from '../../engine/trees/reach-trees.ts';
import { farthestDays, type Move, type Passing, windowName } from '../../models/clock.ts';
import { rounded } from '../../models/rounded.ts';
import type { LoadedModel } from '../live/load-version.ts';

/** A row of a query with `clock`: the facts and what is coming. */
export type ClockRow = Readonly<Record<string, unknown>>;

/** Days that are tried. The first is a day with room for a scoring that begins late. */
const tried = [25 / 24, 2, 3, 5, 7, 10, farthestDays];
const dayMs = 86_400_000;
/** Features are rounded to six decimals. */
const slack = 2e-6;

/** What a list shows of an answer. */
const tierOf: Readonly<Record<ModelName, (value: number) => string>> = {
  lead_scoring: (value) => qualityTier(rounded(value, 1)).name,
  churn: (value) => riskLevel(rounded(value, 2)).name,
  engagement: () => '',
};

/** An answer that is carried over is never farther than this from the one that reading anew would give. */
export const farthestAway: Readonly<Record<ModelName, number>> = { lead_scoring: 10, churn: 0.1, engagement: 0.05 };

/**
 * Until when the clock alone leaves an answer in its tier and near its value, as far as the subject's facts and the model's reach tell;
 * null: not even for a day.
 *
 * @param answers rows in the model's order: the one that was answered, and one that might be answered instead, as an equally good slot.
 */
export function holdAnswer(
  { definition, predictor }: LoadedModel,
  {
    value,
    answers,
    clock,
    now,
    idleDays,
  }: {
    readonly value: number;
    readonly answers: readonly Float64Array[];
    readonly clock: ClockRow;
    readonly now: Date;
    readonly idleDays: number;
  },
): Date | null {
  const { name: model } = definition;
  // in trees, what moves may decide which slot is the best
  if (definition.subject === 'message' && predictor.structure.kind !== 'linear') return null;
  const moves = movesOf(predictor.description.featureNames, definition.features);
  const listed = definition.clock.listedDays?.((name) => factOf(clock, name), idleDays) ?? Number.POSITIVE_INFINITY;
  function stays(days: number): boolean {
    const passing = passingOf(clock, days);
    const far = farthestAway[model];
    return answers.every((features) => {
      const reach = reachAfter(predictor, features, moves, passing);
      if (reach === null || value - reach[0] > far || reach[1] - value > far) return false;
      return tierOf[model](reach[0]) === tierOf[model](reach[1]);
    });
  }

  // what stays for longer stays for less: the ranges of more days hold those of fewer
  let [kept, lost] = [-1, tried.length];
  while (lost - kept > 1) {
    const middle = (kept + lost) >> 1;
    if (stays(tried[middle])) kept = middle;
    else lost = middle;
  }
  return kept < 0 ? null : new Date(now.getTime() + Math.min(tried[kept], listed) * dayMs);
}

/** Between which answers the row's lies by then; null: nobody knows. */
function reachAfter(
  predictor: Predictor,
  features: Float64Array,
  moves: readonly MovingColumn[],
  passing: Passing,
): Reach | null {
  const [low, high] = [features.slice(), features.slice()];
  for (const { at, move } of moves) {
    if (Number.isNaN(features[at])) continue;
    const range = move(features[at], passing);
    if (range === null || Number.isNaN(range[0] + range[1])) return null;
    low[at] = range[0] - slack;
    high[at] = range[1] + slack;
  }
  return predictor.reach(low, high);
}

type MovingColumn = { readonly at: number; readonly move: Move };

const known = new WeakMap<readonly string[], readonly MovingColumn[]>();

function movesOf(names: readonly string[], features: LoadedModel['definition']['features']): readonly MovingColumn[] {
  const made =
    known.get(names) ??
    features.flatMap(({ name, moves }) =>
      moves && names.includes(name) ? [{ at: names.indexOf(name), move: moves }] : [],
    );
  known.set(names, made);
  return made;
}

/** Names of columns: making them anew for each row took longer than the arithmetic. */
const columnNames = new Map<string | number, string>();

function columnOf(name: string | number): string {
  const known = columnNames.get(name) ?? (typeof name === 'number' ? `coming_${windowName(name)}` : `clock_${name}`);
  columnNames.set(name, known);
  return known;
}

function factOf(clock: ClockRow, name: string): number {
  return (clock[columnOf(name)] as number | null) ?? Number.NaN;
}

export function passingOf(clock: ClockRow, days: number): Passing {
  const counts = new Map<string, number>();
  function countOf(column: string): number {
    const known = counts.get(column);
    if (known !== undefined) return known;
    const coming = clock[column] as readonly number[];
    let count = 0;
    while (count < coming.length && coming[count] <= days) count++;
    counts.set(column, count);
    return count;
  }
  return {
    days,
    fact: (name) => factOf(clock, name),
    leaving: (hours) => countOf(columnOf(hours)),
    settling: () => countOf('coming_settling'),
  };
}
