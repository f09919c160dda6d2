import { shortMetricName } from '../metric-titles.ts';
import type { ModelName } from '../models.ts';
import type { Metrics } from '../targets.ts';
import { isBad, standingOf } from './observation.ts';
import { type AlertRule, alertRules } from './rules.ts';

type Intervals = Readonly<Record<string, { readonly low: number; readonly high: number }>>;

/**
 * The guide's absolute limits are made for ratings. Where outcomes are the labels, or the business is hard to predict, no
 * model may ever meet them; then an alarm a week says nothing new.
 *
 * @param evaluations of every version that was deployed and learnt labels of the same source as the one that serves.
 * @returns ids of the rules that none of them met; a figure that was never defined is not among them.
 */
export function neverMet(evaluations: readonly Metrics[]): string[] {
  return alertRules
    .filter((rule) => rule.guide === true)
    .filter((rule) => {
      const known = evaluations.flatMap((metrics) => metrics[rule.metric] ?? []);
      return known.length > 0 && known.every((value) => breaches(rule, value));
    })
    .map(({ id }) => id);
}

/** The guide's rules that people are mailed about and that these figures breach. */
export function breachedTargets(metrics: Metrics): AlertRule[] {
  return alertRules.filter((rule) => {
    const value = metrics[rule.metric] ?? null;
    return rule.guide === true && rule.mails && value !== null && breaches(rule, value);
  });
}

/** The worse end of a figure's interval in its evaluation; of a figure without an interval, the figure. */
export function ownLimit(metric: string, metrics: Metrics, intervals: Intervals): number | null {
  const worse = alertRules.find((rule) => rule.metric === metric && rule.limit === 'own')?.worse;
  if (worse === undefined) return null;
  const interval = intervals[metric];
  return (worse === 'above' ? interval?.high : interval?.low) ?? metrics[metric] ?? null;
}

/** The note about a model that is below the guide's target: its figures, and what would help. Empty if there is none. */
export function belowTarget(model: ModelName, unmet: readonly string[], metrics: Metrics): string {
  const rules = alertRules.filter(({ id, mails }) => mails && unmet.includes(id));
  if (rules.length === 0) return '';
  const figures = rules.map(({ metric, worse, limit }) => {
    const wanted = `${worse === 'above' ? 'at most' : 'at least'} ${Number(limit).toFixed(2)}`;
    return `${shortMetricName(metric)} ${metrics[metric]?.toFixed(2) ?? 'undefined'} (the guide: ${wanted})`;
  });
  return [
    `${figures.join(', ')}. No version so far met this, so it is held against its own evaluation and against knowing nothing.`,
    `What would help: ${helps[model]}`,
  ].join(' ');
}

const common =
  'more history (npx perennial data says what there is), and columns of your own that tell it (docs/attributes.md).';
const helps: Readonly<Record<ModelName, string>> = {
  lead_scoring: `ratings of your leads in leads.score, which tell more than outcomes; ${common}`,
  churn: common,
  engagement: common,
};

function breaches(rule: AlertRule, value: number): boolean {
  if (typeof rule.limit !== 'number') return false;
  return isBad(standingOf(rule, { value, low: null, high: null, limit: rule.limit, window: '' }));
}
