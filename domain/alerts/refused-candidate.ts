import type { RunTrigger } from '../runs.ts';
import type { Metrics } from '../targets.ts';
import { breachedTargets } from './guide-targets.ts';

/** What a run that ended without a deployment is judged by. */
export type CandidateFacts = {
  readonly trigger: RunTrigger;
  readonly metrics: Metrics;
  /** Of the version that serves, in its own evaluation; null where labels of another source make them incomparable. */
  readonly serving: Metrics | null;
  /** Whether the run before, if it ended without a deployment too, was news: then this one isn't. */
  readonly toldBefore: boolean;
};

/**
 * Whether a candidate that doesn't serve is worth a mail: it breaches one of the guide's limits that the serving version met,
 * so something about its data or its training is odd. One is enough until something else happens; who trains by hand is told
 * each time.
 */
export function isNews({ trigger, metrics, serving, toldBefore }: CandidateFacts): boolean {
  if (serving === null) return false;
  const met = new Set(breachedTargets(serving).map(({ id }) => id));
  const worse = breachedTargets(metrics).some(({ id }) => !met.has(id));
  return worse && !(toldBefore && (trigger === 'schedule' || trigger === 'degradation'));
}
