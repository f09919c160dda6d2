import { parseAttributeName } from '../domain/attributes.ts';
import { attributePhrase } from './attributes/attribute-words.ts';
import type { Feature, ModelDefinition } from './definition.ts';

/** How far a feature's value moved the output, by the model's own attribution, in the output's unit. */
export type Contribution = {
  readonly feature: string;
  /** null when it was missing: the model used a substitute, about which there is nothing to say. */
  readonly value: number | null;
  /** Of a category its text, null for one that is new to the model; the value is its code. Left out: the value is a number. */
  readonly text?: string | null;
  /** The usual value among the rows that the attribution compares with. */
  readonly typical: number;
  readonly contribution: number;
};

export type Factors = { readonly positive: string[]; readonly negative: string[] };

const mostFactors = 3;
/** Contributions below this share of the largest one are too small to be reasons. */
const leastShare = 0.1;

/**
 * The largest contributions up and down, in words, largest first. The words describe the value; the list it is in says which way it
 * moved the output. What would puzzle ('Complete profile' as a minus) is left out: the full explanation has it, as a contrast.
 */
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
    if (isContrast(definition, reason)) continue;
    const phrase = phraseOf(definition, reason);
    if (phrase !== null && !said.includes(phrase)) said.push(phrase);
  }
  return factors;
}

/** What the value says, whichever way it moved the output; null when it is missing. */
export function phraseOf(definition: ModelDefinition, contribution: Contribution): string | null {
  const { feature: name, value, typical } = contribution;
  const attribute = parseAttributeName(name);
  if (attribute !== null) return attributePhrase(definition.name, attribute, contribution);
  const feature = definition.features.find((each) => each.name === name);
  if (feature === undefined || value === null) return null;
  const phrase = isHigh(feature, value, typical) ? feature.high : feature.low;
  return typeof phrase === 'string' ? phrase : phrase(value);
}

/** The value moved the output against what its words plainly say. */
export function isContrast(
  definition: ModelDefinition,
  { feature: name, value, typical, contribution }: Contribution,
): boolean {
  const feature = definition.features.find((each) => each.name === name);
  if (feature?.speaks === undefined || value === null || contribution === 0) return false;
  const plainlyUp = isHigh(feature, value, typical) === (feature.speaks === 'for');
  return plainlyUp !== contribution > 0;
}

function isHigh({ pivot }: Feature, value: number, typical: number): boolean {
  return value > (pivot ?? typical);
}
