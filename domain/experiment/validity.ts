import { sampleRatioP, sequentialRatioP } from '../statistics/sample-ratio.ts';
import type { GateConfig, PhaseNumbers } from './experiment.ts';
import { count, percent, probability } from './wording.ts';

/** With fewer exposed units the share of crossed ones says nothing: a single one may be chance. */
const exposedToJudge = 100;
/** Finds 11% for a planned 10% within about 20,000 units, and a challenger that gets everybody within 45. */
const splitPrior = 1_000;

/** The p-value of the split of exposed units, by the fixed test; null before anybody was exposed. */
export function splitP(numbers: PhaseNumbers): number | null {
  const { observed, weights } = split(numbers);
  return observed[0] + observed[1] === 0 ? null : sampleRatioP(observed, weights);
}

/**
 * Why the numbers can't be trusted, or null. The split is judged daily, so by a p-value that stays valid under daily looks.
 */
export function invalidity(numbers: PhaseNumbers, config: GateConfig): string | null {
  const { observed, weights } = split(numbers);
  const exposed = observed[0] + observed[1];
  const p = sequentialRatioP(observed, weights, splitPrior);
  if (p < config.sampleRatioAlpha)
    return `The challenger got ${count(observed[1])} of ${count(exposed)} units, ${percent(observed[1] / exposed, 2)} where ${percent(weights[1], 2)} was planned (p ${probability(p)}): the split isn't what was planned, so nothing is decided on it.`;
  if (exposed >= exposedToJudge && numbers.crossed > config.maximumCrossed * exposed)
    return `${count(numbers.crossed)} of ${count(exposed)} units (${percent(numbers.crossed / exposed)}; at most ${percent(config.maximumCrossed)} is allowed) were served by both arms, so the arms can't be told apart.`;
  return null;
}

/**
 * Why nobody is promoted for the moment, or null: the split would be too unlikely for a single look, though not yet for as
 * many as there were.
 */
export function splitInDoubt(numbers: PhaseNumbers, config: GateConfig): string | null {
  const p = splitP(numbers);
  if (p === null || p >= config.sampleRatioAlpha) return null;
  return `the split of ${count(numbers.champion.exposed)} and ${count(numbers.challenger.exposed)} units is in doubt (p ${probability(p)})`;
}

function split({ champion, challenger, challengerShare }: PhaseNumbers) {
  return {
    observed: [champion.exposed, challenger.exposed] as const,
    weights: [1 - challengerShare, challengerShare] as const,
  };
}
