import { sequentialRatioP } from '../statistics/sample-ratio.ts';
import type { GateConfig, GateDecision, PhaseNumbers } from './experiment.ts';
import { count, percent, probability } from './wording.ts';

export type Breach = { readonly guardrail: NonNullable<GateDecision['guardrail']>; readonly reason: string };
type Guardrail = (numbers: PhaseNumbers, config: GateConfig) => Breach | null;

/**
 * Predictions of each arm before their mean milliseconds are compared, and the smallest difference that somebody would feel.
 */
const predictionsToJudge = 200;
const millisecondsFelt = 1;
/**
 * Exposed units of each arm before their scores are compared: noise alone then passes the limit about once in 100,000 looks.
 */
const unitsToJudge = 100;
/** The excess of failures must be less likely than this by chance. */
const errorAlpha = 0.001;
/**
 * A small prior finds gross harm in few events: with a challenger's share of 10%, eight of eight events in its arm suffice
 * at p < 0.001.
 */
const harmPrior = 10;

/**
 * The first harm found that ends an experiment at any look, whatever else is known; null without any. Events are compared by
 * a test made for many looks.
 */
export function breachedGuardrail(numbers: PhaseNumbers, config: GateConfig): Breach | null {
  for (const guardrail of [errorRate, latency, optOutRate, scoreDistribution]) {
    const breach = guardrail(numbers, config);
    if (breach !== null) return breach;
  }
  return null;
}

const errorRate: Guardrail = ({ champion, challenger }, { guardrails }) => {
  const failed = [
    share(champion.errors, champion.predictions),
    share(challenger.errors, challenger.predictions),
  ] as const;
  if (failed[1] - failed[0] <= guardrails.errorRate) return null;
  const p = sequentialRatioP(
    [champion.errors, challenger.errors],
    [champion.predictions, challenger.predictions],
    harmPrior,
  );
  if (p >= errorAlpha) return null;
  return {
    guardrail: 'error_rate',
    reason: `${percent(failed[1])} of the challenger's ${count(challenger.predictions)} predictions failed, ${percent(failed[0])} of the champion's (at most ${percent(guardrails.errorRate)} more is allowed): rolled back.`,
  };
};

const latency: Guardrail = ({ champion, challenger }, { guardrails }) => {
  const [slow, fast] = [challenger.milliseconds, champion.milliseconds];
  if (slow === null || fast === null) return null;
  if (Math.min(champion.predictions, challenger.predictions) < predictionsToJudge) return null;
  if (slow <= guardrails.latencyRatio * fast || slow - fast < millisecondsFelt) return null;
  return {
    guardrail: 'latency',
    reason: `The challenger takes ${slow.toFixed(1)} ms per prediction, the champion ${fast.toFixed(1)} (at most ${guardrails.latencyRatio} times as long is allowed): rolled back.`,
  };
};

const optOutRate: Guardrail = ({ champion, challenger }, { guardrails }) => {
  const left = [share(champion.optOuts, champion.units), share(challenger.optOuts, challenger.units)] as const;
  if (left[1] <= left[0]) return null;
  const p = sequentialRatioP([champion.optOuts, challenger.optOuts], [champion.units, challenger.units], harmPrior);
  if (p >= guardrails.optOutAlpha) return null;
  return {
    guardrail: 'opt_out_rate',
    reason: `${percent(left[1], 2)} of the challenger's ${count(challenger.units)} units opted out, ${percent(left[0], 2)} of the champion's ${count(champion.units)} (p ${probability(p)}): rolled back.`,
  };
};

const scoreDistribution: Guardrail = ({ champion, challenger, scores }, { guardrails }) => {
  if (scores === null || Math.min(champion.exposed, challenger.exposed) < unitsToJudge) return null;
  if (scores.psi - scores.noise <= guardrails.scoreDistribution) return null;
  return {
    guardrail: 'score_distribution',
    reason: `The arms' answers are distributed differently (population stability index ${scores.psi.toFixed(2)}, ${(scores.noise + guardrails.scoreDistribution).toFixed(2)} allowed for ${count(champion.exposed)} and ${count(challenger.exposed)} units): rolled back.`,
  };
};

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
