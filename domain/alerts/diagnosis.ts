import { isWorseThanEvaluated, type ServingVersion } from '../degradation.ts';
import { shortMetricName } from '../metric-titles.ts';
import { utcMinute } from '../utc-minute.ts';
import { isBad, type ObservationSource, type Reading, standingOf } from './observation.ts';
import { type AlertRule, isEvent } from './rules.ts';

/**
 * What may have made a figure bad. deployment: the version itself. world_changed: the same version was right before.
 * inputs_moved: who is scored, not what becomes of them. weak: it never was better. labels_due: nothing is known yet.
 */
export type CauseKind =
  | 'deployment'
  | 'missing_data'
  | 'world_changed'
  | 'inputs_moved'
  | 'weak'
  | 'labels_due'
  | 'circumstance';

/** `weight`: from 0 to 1, how strongly the evidence speaks for it. */
export type Cause = { readonly kind: CauseKind; readonly weight: number; readonly words: string };

export type DiagnosisFacts = {
  readonly rule: AlertRule;
  readonly source: ObservationSource;
  /** Oldest first. */
  readonly readings: readonly Reading[];
  readonly serving: ServingVersion | null;
  /** Served before; null: the first version. */
  readonly previous: Pick<ServingVersion, 'name' | 'metrics'> | null;
  /** Data that is missing at present, in a sentence; null: none. */
  readonly gap: string | null;
  /** What was noticed beside the figure, the most telling first. */
  readonly noticed: readonly string[];
  readonly now: Date;
};

/** A version that took over within this many days may have no labels of its own yet. */
const labelsTakeDays = 60;
const day = 86_400_000;

/** The likely causes of an incident, the likeliest first. */
export function diagnose(facts: DiagnosisFacts): Cause[] {
  const { rule, gap, noticed } = facts;
  const found: Cause[] = [
    ...(gap === null ? [] : [{ kind: 'missing_data', weight: 0.9, words: gap } as const]),
    ...(isEvent(rule) ? missing(facts) : rule.id === 'drift' ? [] : [...deployed(facts), ...changed(facts)]),
    ...noticed.map((words, at) => noticedCause(facts, words, at)),
  ];
  const deployment = found.some(({ kind }) => kind === 'deployment');
  return found.filter(({ kind }) => !(deployment && kind === 'weak')).toSorted((a, b) => b.weight - a.weight);
}

/** What comes later in the list weighs a little less. */
function noticedCause({ rule, source }: DiagnosisFacts, words: string, at: number): Cause {
  if (source !== 'live') return { kind: 'circumstance', weight: 0.5 - at / 100, words };
  return { kind: 'inputs_moved', weight: (rule.id === 'drift' ? 0.8 : 0.5) - at / 100, words };
}

function missing({ rule, source, serving, gap, now }: DiagnosisFacts): Cause[] {
  if (rule.id !== 'no_data' || gap !== null) return [];
  if (source === 'live' && serving !== null && now.getTime() - serving.deployedAt.getTime() < labelsTakeDays * day) {
    const words = `Version ${serving.name} has served since ${utcMinute(serving.deployedAt)} UTC: few of its predictions have labels yet.`;
    return [{ kind: 'labels_due', weight: 0.7, words }];
  }
  const words =
    source === 'live'
      ? 'No outcomes arrive for the predictions: what became of leads and contacts is not in the database.'
      : 'The database holds too little to go by.';
  return [{ kind: 'missing_data', weight: 0.6, words }];
}

/** Whether the version that serves was bad from its first day on, while the one before it was not. */
function deployed({ rule, source, readings, serving, previous }: DiagnosisFacts): Cause[] {
  const latest = readings.at(-1);
  if (serving === null || previous === null || latest === undefined) return [];
  const since = `Version ${serving.name} took over on ${utcMinute(serving.deployedAt)} UTC`;
  const metric = shortMetricName(rule.metric);
  const before = previous.metrics[rule.metric] ?? null;
  if (source === 'training') {
    if (before === null || isBad(standingOf(rule, { ...latest, value: before, low: null, high: null }))) return [];
    const now = serving.metrics[rule.metric] ?? latest.value;
    const words = `${since} though it is worse: ${metric} ${shown(now)} in its evaluation, after ${shown(before)} of version ${previous.name}.`;
    return [{ kind: 'deployment', weight: 0.95, words }];
  }
  const own = readings.filter(({ versionId }) => versionId === serving.id);
  const others = readings.filter(({ versionId }) => versionId !== serving.id);
  const last = others.at(-1);
  const alwaysBad = own.length > 0 && own.every((each) => isBad(standingOf(rule, each)));
  if (!alwaysBad || last === undefined || isBad(standingOf(rule, last))) return [];
  const words = `${since}, and every window since is beyond the limit; under version ${previous.name} ${metric} was ${shown(last.value)}.`;
  return [{ kind: 'deployment', weight: 0.85, words }];
}

/** Whether the same version was right before, or is worse than when it was evaluated; if neither, it is a weak one. */
function changed({ rule, source, readings, serving }: DiagnosisFacts): Cause[] {
  const latest = readings.at(-1);
  if (source !== 'live' || serving === null || latest === undefined) return [];
  const own = readings.filter(({ versionId }) => versionId === serving.id);
  const good = own.findLast((each) => each.value !== null && !isBad(standingOf(rule, each)));
  const metric = shortMetricName(rule.metric);
  if (good !== undefined) {
    const words = `What is predicted has changed: version ${serving.name} is the same model whose ${metric} was ${shown(good.value)} in the window to ${good.window.slice(0, 10)}.`;
    return [{ kind: 'world_changed', weight: 0.8, words }];
  }
  const evaluated = serving.metrics[rule.metric] ?? null;
  if (evaluated === null || latest.versionId !== serving.id) return [];
  if (isWorseThanEvaluated(rule, latest, serving)) {
    const words = `What is predicted has changed since version ${serving.name} learnt it: ${metric} is ${shown(latest.value)}, and was ${shown(evaluated)} in its evaluation.`;
    return [{ kind: 'world_changed', weight: 0.7, words }];
  }
  const words = `Version ${serving.name} was never much better: its evaluation gave ${metric} ${shown(evaluated)}.`;
  return [{ kind: 'weak', weight: 0.4, words }];
}

function shown(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(2);
}
