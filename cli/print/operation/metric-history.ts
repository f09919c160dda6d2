import { shortMetricName } from '../../../domain/metric-titles.ts';
import type { MetricRecord } from '../../../domain/monitoring/measurement.ts';
import type { Metrics } from '../../../domain/targets.ts';
import { absent, formatCount } from '../format.ts';
import { sparkline } from '../sparkline.ts';
import { tableLines } from '../table.ts';
import { formatMetric } from './metrics.ts';

/** Days drawn; more would not fit beside the figures. */
const drawnDays = 30;

/** One metric over the days, oldest first; null on a day without a record. */
export type MetricSeries = { readonly latest: MetricRecord; readonly values: readonly (number | null)[] };

/** A series for each version, source, segment and metric that the last day has. @param records oldest first */
export function seriesOf(records: readonly MetricRecord[]): MetricSeries[] {
  const days = [...new Set(records.map(({ date }) => date))].slice(-drawnDays);
  const key = ({ version, source, segment, metric }: MetricRecord) => [version, source, segment, metric].join('\n');
  return [...Map.groupBy(records, key).values()].flatMap((ofOne) => {
    const latest = ofOne.at(-1);
    if (latest === undefined || latest.date !== days.at(-1)) return [];
    const byDay = new Map(ofOne.map(({ date, value }) => [date, value]));
    return [{ latest, values: days.map((day) => byDay.get(day) ?? null) }];
  });
}

/** @param holdouts each version's metrics on its holdout, by version */
export function metricHistoryLines(series: readonly MetricSeries[], holdouts: ReadonlyMap<string, Metrics>): string[] {
  const [first] = series;
  if (first === undefined) return ['Nothing has been measured yet: monitoring runs daily once a model is deployed.'];
  const lines = tableLines(series, [
    { title: 'Version', cell: ({ latest }) => latest.version },
    { title: 'Of', cell: ({ latest }) => (latest.source === 'estimate' ? 'estimate' : latest.segment) },
    { title: 'Metric', cell: ({ latest }) => shortMetricName(latest.metric) },
    { title: 'Value', cell: ({ latest }) => formatMetric(latest.metric, latest.value), right: true },
    { title: '95% interval', cell: ({ latest }) => interval(latest) },
    { title: 'Holdout', cell: ({ latest }) => holdout(latest, holdouts.get(latest.version)), right: true },
    { title: 'Samples', cell: ({ latest }) => formatCount(latest.samples), right: true },
    { title: 'History', cell: ({ values }) => sparkline(values) },
    { title: '', cell: ({ latest }) => latest.reason ?? beyondNoise(latest) },
  ]);
  return [`Measured for ${first.latest.date}, UTC`, '', ...lines];
}

function interval({ metric, low, high }: MetricRecord): string {
  if (low === null || high === null) return absent;
  return `${formatMetric(metric, low)} to ${formatMetric(metric, high)}`;
}

function holdout({ source, metric, segment }: MetricRecord, metrics: Metrics | undefined): string {
  const value = metrics?.[metric];
  return source === 'drift' || segment !== 'all' || value === undefined ? absent : formatMetric(metric, value);
}

function beyondNoise({ metric, value, noise }: MetricRecord): string {
  if (value === null || noise === null) return '';
  const level = formatMetric(metric, noise);
  return Math.abs(value) > noise ? `more than noise (${level})` : `noise (up to ${level})`;
}
