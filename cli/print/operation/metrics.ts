import { metricTitles, shortMetricName } from '../../../domain/metric-titles.ts';
import type { ModelName } from '../../../domain/models.ts';
import { checkTargets, type Metrics, type TargetResult, targets } from '../../../domain/targets.ts';
import { absent, formatDecimal, formatShare } from '../format.ts';

export type Interval = { readonly low: number; readonly high: number };
export type Intervals = Readonly<Record<string, Interval>>;

export function formatMetric(metric: string, value: number | null): string {
  if (value === null) return 'undefined';
  const shown = metricTitles[metric];
  if (shown === undefined) return formatDecimal(value, 3);
  return shown.share ? formatShare(value) : formatDecimal(value, shown.digits);
}

/** '   Mean Absolute Error: 8.45 (target < 10 met; 95% interval 7.01 to 9.90)', metrics with a target first. */
export function metricLines(model: ModelName, metrics: Metrics, intervals: Intervals): string[] {
  const results = checkTargets(targets[model], metrics);
  const targeted = results.map((result) => {
    const remarks = [targetRemark(result), intervalRemark(result.metric, intervals)].filter((text) => text !== null);
    return metricLine(result.metric, result.value, remarks);
  });
  const others = Object.entries(metrics)
    .filter(([metric]) => !results.some((result) => result.metric === metric))
    .map(([metric, value]) => metricLine(metric, value, [intervalRemark(metric, intervals) ?? '']));
  return [...targeted, ...others];
}

function metricLine(metric: string, value: number | null, remarks: readonly string[]): string {
  const given = remarks.filter((remark) => remark !== '');
  const title = metricTitles[metric]?.title ?? metric;
  return `   ${title}: ${formatMetric(metric, value)}${given.length === 0 ? '' : ` (${given.join('; ')})`}`;
}

export function targetRemark(result: TargetResult): string {
  return `target ${result.comparison} ${formatLimit(result.metric, result.limit)} ${result.met ? 'met' : 'missed'}`;
}

function intervalRemark(metric: string, intervals: Intervals): string | null {
  const interval = intervals[metric];
  if (interval === undefined) return null;
  return `95% interval ${formatMetric(metric, interval.low)} to ${formatMetric(metric, interval.high)}`;
}

function formatLimit(metric: string, limit: number): string {
  if (metricTitles[metric]?.share) return `${Math.round(limit * 100)}%`;
  return Number.isInteger(limit) ? String(limit) : limit.toFixed(2);
}

/** 'MAE 8.45, R² 0.87': the metrics that have a target, for a table's cell. */
export function metricSummary(model: ModelName, metrics: Metrics | null): string {
  if (metrics === null) return absent;
  return targets[model]
    .map(({ metric }) => `${shortMetricName(metric)} ${formatMetric(metric, metrics[metric] ?? null)}`)
    .join(', ');
}
