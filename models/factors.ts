import type { Feature, ModelDefinition } from './definition.ts';

/** What a feature's value moved the output by, by the model's own attribution; in the output's unit. */
export type Contribution = {
  readonly feature: string;
  /** null where it was missing: the model used a substitute, and there is nothing to say of it. */
  readonly value: number | null;
  /** The usual value among the rows that the attribution compares with. */
  readonly typical: number;
  readonly contribution: number;
};

export type Factors = { readonly positive: string[]; readonly negative: string[] };

const mostFactors = 3;
/** Contributions below this share of the largest one aren't reasons. */
const leastShare = 0.1;

/** The largest contributions either way in words, largest first. What they say is the value's own; the list says what the model made of it. */
export function factorsOf(definition: ModelDefinition, contributions: readonly Contribution[]): Factors {
  let largest = 0;
  for (const { contribution } of contributions) largest = Math.max(largest, Math.abs(contribution));
  const reasons = contributions
    .filter(({ contribution }) => contribution !== 0 && Math.abs(contribution) >= leastShare * largest)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const factors: Factors = { positive: [], negative: [] };
  for (const reason of reasons) {
    const said = reason.contribution > 0 ? factors.positive : factors.negative;
    if (said.length === mostFactors) continue;
    const phrase = phraseOf(definition, reason);
    if (phrase !== null && !said.includes(phrase)) said.push(phrase);
  }
  return factors;
}

/** What the value says, whatever the model made of it; null where it is missing. */
export function phraseOf(definition: ModelDefinition, { feature: name, value, typical }: Contribution): string | null {
  const feature = definition.features.find((each) => each.name === name);
  if (feature === undefined || value === null) return null;
  const phrase = isHigh(feature, value, typical) ? feature.high : feature.low;
  return typeof phrase === 'string' ? phrase : phrase(value);
}

function isHigh({ pivot }: Feature, value: number, typical: number): boolean {
  return value > (pivot ?? typical);
}
