import { isBad, type Reading, standingOf } from './alerts/observation.ts';
import { type AlertRule, isEvent } from './alerts/rules.ts';
import type { ModelName } from './models.ts';
import type { RunTrigger } from './runs.ts';
import type { Metrics } from './targets.ts';
import { utcMinute } from './utc-minute.ts';

/** A firing or acknowledged incident about a figure of the live model. */
export type Degradation = {
  readonly incidentId: number;
  readonly rule: AlertRule;
  readonly firedAt: Date;
  /** Since it was opened, of any version, newest first; at least one. */
  readonly readings: readonly Reading[];
};

export type ServingVersion = {
  readonly id: number;
  readonly name: string;
  readonly deployedAt: Date;
  /** From its evaluation; `intervals` holds the 95% intervals of those that have one. */
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
};

export type DegradationFacts = {
  readonly model: ModelName;
  readonly champion: ServingVersion;
  readonly degradations: readonly Degradation[];
  /** Runs that completed or failed, with the time they were requested. */
  readonly trainings: readonly { readonly startedAt: Date; readonly trigger: RunTrigger }[];
  /** What its newest labels lack, in words; null: nothing. */
  readonly gap: string | null;
  readonly now: Date;
  readonly cooldownDays: number;
};

/**
 * wait: its newest labels reflect missing data, not what people did. watch: nothing is known against the version that serves
 * now.
 */
export type DegradationDecision =
  | { readonly action: 'retrain'; readonly reason: string }
  | { readonly action: 'cool_down'; readonly until: Date; readonly reason: string }
  | { readonly action: 'wait' | 'watch'; readonly reason: string };

const day = 86_400_000;

/**
 * Whether training can help: it doesn't mend events, such as a failed training or data that stopped, and a leading sign comes before there
 * is enough to learn from.
 */
export function isDegradation(rule: AlertRule): boolean {
  return !isEvent(rule) && rule.early !== true;
}

/**
 * Whether a degraded model is trained again. The cool-down counts from the last run that was an answer to degradation: one
 * that began after the incident fired, whoever asked for it, or one for an earlier degradation. A weekly run on the day
 * before the incident is not an answer to it.
 *
 * @returns null: nothing is degraded.
 */
export function decideAnswer(facts: DegradationFacts): DegradationDecision | null {
  const { model, champion, degradations, trainings, gap, now, cooldownDays } = facts;
  if (degradations.length === 0) return null;
  const current = degradations.filter((each) => isBadNow(each, champion));
  if (current.length === 0) return { action: 'watch', reason: whyWatched(degradations, champion) };
  if (gap !== null) {
    return { action: 'wait', reason: `Not trained again yet: ${gap}, and its newest labels reach into that time.` };
  }
  const firedAt = Math.min(...current.map((each) => each.firedAt.getTime()));
  const answers = trainings.filter(
    ({ startedAt, trigger }) => trigger === 'degradation' || startedAt.getTime() >= firedAt,
  );
  const last = Math.max(...answers.map(({ startedAt }) => startedAt.getTime()));
  const until = new Date(last + cooldownDays * day);
  if (answers.length > 0 && now < until) {
    const reason = `Next retraining not before ${utcMinute(until)} UTC: its last run began on ${utcMinute(new Date(last))} UTC.`;
    return { action: 'cool_down', until, reason };
  }
  const figures = current.map(({ incidentId, rule, readings: [latest] }) => {
    return `incident ${incidentId}, ${rule.title} (${latest.value?.toFixed(2)}, limit ${latest.limit.toFixed(2)})`;
  });
  return { action: 'retrain', reason: `${model} ${champion.name} is degraded: ${figures.join('; ')}.` };
}

/**
 * When the world changed, where labels prove that it is no longer the one that the champion learnt: a figure is worse than
 * in the champion's own evaluation, by more than the uncertainty of both. A model that was never better is a weak one, and
 * no training window makes it good. Drift alone says that the inputs moved, not that the answers are wrong.
 *
 * @param windowDays days of a live figure's window. Labels changed somewhere within the first of the bad windows. Its middle
 *   errs by at most half a window; its beginning would include days from before the change, and its end would lose labels
 *   that the window already has.
 * @returns null without proof.
 */
export function presentBegan(
  degradations: readonly Degradation[],
  champion: ServingVersion,
  windowDays: number,
): { readonly since: Date; readonly incidentId: number } | null {
  const proofs = degradations
    .filter((each) => isBadNow(each, champion) && isWorseThanEvaluated(each.rule, each.readings[0], champion))
    .map(({ incidentId, rule, readings }) => {
      const good = readings.findIndex((each) => each.versionId !== champion.id || !isBad(standingOf(rule, each)));
      const first = readings[(good === -1 ? readings.length : good) - 1];
      return { since: new Date(Date.parse(first.window) - (windowDays / 2) * day), incidentId };
    });
  return proofs.toSorted((a, b) => a.since.getTime() - b.since.getTime())[0] ?? null;
}

/**
 * Whether a change is so recent that the serving version learnt from data before it, or from less than a usual window after
 * it. A version that took over since then has no labels of its own yet that could show this.
 *
 * @param windowDays the model's usual window; for a model that learns a single moment, its horizon.
 */
export function isRecentChange(since: Date, now: Date, windowDays: number): boolean {
  return now.getTime() - since.getTime() < windowDays * day;
}

/** An incident outlives the version that it was opened for: only windows of the version that serves now count. */
function isBadNow({ rule, readings: [latest] }: Degradation, champion: ServingVersion): boolean {
  return latest.versionId === champion.id && isBad(standingOf(rule, latest));
}

/** By more than the uncertainty of both: that of the difference of two independent estimates is the root of the sum of their squared uncertainties. */
export function isWorseThanEvaluated(
  rule: AlertRule,
  { value, low, high }: Reading,
  { metrics, intervals }: Pick<ServingVersion, 'metrics' | 'intervals'>,
): boolean {
  const evaluated = metrics[rule.metric] ?? null;
  if (evaluated === null || value === null || low === null || high === null) return false;
  const interval = intervals[rule.metric] ?? { low: evaluated, high: evaluated };
  return rule.worse === 'above'
    ? value - evaluated > Math.hypot(value - low, interval.high - evaluated)
    : evaluated - value > Math.hypot(high - value, evaluated - interval.low);
}

function whyWatched(degradations: readonly Degradation[], { id, name, deployedAt }: ServingVersion): string {
  const own = degradations.flatMap(({ readings: [latest] }) => (latest.versionId === id ? [latest] : []));
  if (own.some(({ value }) => value === null))
    return `Nothing is known about version ${name} at present: there is no data.`;
  return own.length > 0
    ? `Version ${name} is within the limit again; it counts as recovered when its next windows agree.`
    : `Version ${name} was deployed on ${utcMinute(deployedAt)} UTC; the next monitoring judges it, on labels that are known by now.`;
}
