import { isBad, type Reading, standingOf } from './alerts/observation.ts';
import { type AlertRule, isEvent } from './alerts/rules.ts';
import type { ModelName } from './models.ts';
import type { RunTrigger } from './runs.ts';
import type { Metrics } from './targets.ts';
import { utcMinute } from './utc-minute.ts';

/** An incident that fires, or that someone looks after, over a figure of the live model. */
export type Degradation = {
  readonly incidentId: number;
  readonly rule: AlertRule;
  readonly firedAt: Date;
  /** Newest first, of any version, since it was opened; at least one. */
  readonly readings: readonly Reading[];
};

export type ServingVersion = {
  readonly id: number;
  readonly name: string;
  readonly deployedAt: Date;
  /** Of its evaluation, with the 95% intervals of those that have one. */
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
};

export type DegradationFacts = {
  readonly model: ModelName;
  readonly champion: ServingVersion;
  readonly degradations: readonly Degradation[];
  /** Runs that completed or failed, by when they were asked for. */
  readonly trainings: readonly { readonly startedAt: Date; readonly trigger: RunTrigger }[];
  /** What its newest labels miss, in words; null: nothing. */
  readonly gap: string | null;
  readonly now: Date;
  readonly cooldownDays: number;
};

/** wait: its newest labels tell of missing data, not of people. watch: nothing is known against the version that serves now. */
export type DegradationDecision =
  | { readonly action: 'retrain'; readonly reason: string }
  | { readonly action: 'cool_down'; readonly until: Date; readonly reason: string }
  | { readonly action: 'wait' | 'watch'; readonly reason: string };

const day = 86_400_000;

/** Events, such as a failed training or data that stopped, are not mended by training. */
export function isDegradation(rule: AlertRule): boolean {
  return !isEvent(rule);
}

/**
 * Whether a degraded model is trained again. A cool-down counts from the last run that was an answer: one that began since the incident
 * fired, whoever asked for it, or one for an earlier degradation. A weekly run of the day before it fired knew nothing of it.
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
 * When the present of a model began, where labels prove that the world is no longer the one that its champion learnt: a figure is worse
 * than in the champion's own evaluation, by more than both are uncertain. One that was never better is a weak model, and no window makes
 * it a good one; drift alone says that the inputs moved, not that the answers are wrong.
 *
 * @param windowDays of a live figure. Labels turned somewhere within the first of the bad windows: its middle errs by half of it at most,
 *   where its beginning would bring days of the world before, and its end give away what the window already knows.
 * @returns null: no such proof.
 */
export function presentBegan(
  degradations: readonly Degradation[],
  champion: ServingVersion,
  windowDays: number,
): { readonly since: Date; readonly incidentId: number } | null {
  const proofs = degradations
    .filter((each) => isBadNow(each, champion) && isWorseThanEvaluated(each, champion))
    .map(({ incidentId, rule, readings }) => {
      const good = readings.findIndex((each) => each.versionId !== champion.id || !isBad(standingOf(rule, each)));
      const first = readings[(good === -1 ? readings.length : good) - 1];
      return { since: new Date(Date.parse(first.window) - (windowDays / 2) * day), incidentId };
    });
  return proofs.toSorted((a, b) => a.since.getTime() - b.since.getTime())[0] ?? null;
}

/**
 * Whether a change is so recent that whoever serves learnt from before it, or from less than a usual window since: a version that took
 * over meanwhile has no labels of its own to say so yet.
 *
 * @param windowDays usual ones of the model; the horizon of one that learns a single moment.
 */
export function isRecentChange(since: Date, now: Date, windowDays: number): boolean {
  return now.getTime() - since.getTime() < windowDays * day;
}

/** An incident outlives the version that it was opened for: only windows of the one that serves now speak of it. */
function isBadNow({ rule, readings: [latest] }: Degradation, champion: ServingVersion): boolean {
  return latest.versionId === champion.id && isBad(standingOf(rule, latest));
}

/** Of two independent estimates, the uncertainty of the difference is the root of the sum of squares of theirs. */
function isWorseThanEvaluated(
  { rule, readings: [latest] }: Degradation,
  { metrics, intervals }: ServingVersion,
): boolean {
  const evaluated = metrics[rule.metric] ?? null;
  const { value, low, high } = latest;
  if (evaluated === null || value === null || low === null || high === null) return false;
  const interval = intervals[rule.metric] ?? { low: evaluated, high: evaluated };
  return rule.worse === 'above'
    ? value - evaluated > Math.hypot(value - low, interval.high - evaluated)
    : evaluated - value > Math.hypot(high - value, evaluated - interval.low);
}

function whyWatched(degradations: readonly Degradation[], { id, name, deployedAt }: ServingVersion): string {
  const own = degradations.flatMap(({ readings: [latest] }) => (latest.versionId === id ? [latest] : []));
  if (own.some(({ value }) => value === null))
    return `Nothing is known of version ${name} at present: there is no data.`;
  return own.length > 0
    ? `Version ${name} is within the limit again; it has recovered when its next windows agree.`
    : `Version ${name} was deployed on ${utcMinute(deployedAt)} UTC; it is judged as soon as its own predictions have labels.`;
}
