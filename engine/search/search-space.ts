import type { Parameters } from '../data/parameters.ts';
import { createRandom, hashSeed, type Random } from '../random.ts';

/** One hyperparameter's range, both ends included; the first candidate has the `default`. */
export type SearchRange =
  | {
      readonly type: 'float' | 'log-float' | 'int';
      readonly low: number;
      readonly high: number;
      readonly default: number;
    }
  | { readonly type: 'choice'; readonly values: readonly number[]; readonly default: number };

export type SearchSpace = Readonly<Record<string, SearchRange>>;

/**
 * `count` different settings, the defaults first; fewer when the space holds fewer. The candidate with index i is the same
 * for every `count` above i, so a bigger budget only adds candidates.
 */
export function sampleCandidates(space: SearchSpace, count: number, seed: number): Parameters[] {
  const names = Object.keys(space).sort();
  const defaults = Object.fromEntries(names.map((name) => [name, space[name].default]));
  const candidates: Parameters[] = [defaults];
  const seen = new Set([JSON.stringify(defaults)]);
  const random = createRandom(hashSeed(seed, 'candidates'));
  const patience = 20 * count;
  for (let tries = 0; candidates.length < count && tries < patience; tries++) {
    const candidate = Object.fromEntries(names.map((name) => [name, draw(space[name], random)]));
    const key = JSON.stringify(candidate);
    if (seen.has(key)) continue;
    seen.add(key);
    candidates.push(candidate);
  }
  return candidates.slice(0, count);
}

function draw(range: SearchRange, random: Random): number {
  switch (range.type) {
    case 'choice':
      return range.values[random.integer(range.values.length)];
    case 'int':
      return range.low + random.integer(range.high - range.low + 1);
    case 'float':
      return threeDigits(range.low + random.next() * (range.high - range.low), range);
    case 'log-float':
      return threeDigits(range.low * (range.high / range.low) ** random.next(), range);
  }
}

/** Rounded to be readable in reports and logs; finer differences don't matter to a learner. */
function threeDigits(value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return Math.min(high, Math.max(low, Number(value.toPrecision(3))));
}
