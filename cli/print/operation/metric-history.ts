import { shortMetricName } from '../../../domain/metric-titles.ts';
import { type ModelName, modelTitles } from '../../../domain/models.ts';
import {
  type MeasurementSource,
  type MetricRecord,
  measurementSources,
} from '../../../domain/monitoring/measurement.ts';
import { checkTargets, type Metrics, targets } from '../../../domain/targets.ts';
import { absent, formatCount, plural } from '../format.ts';
import { sparkline } from '../sparkline.ts';
import { tableLines } from '../table.ts';
import { formatMetric, targetRemark } from './metrics.ts';

/** Days drawn; more would not fit beside the figures. */
const drawnDays = 30;

/** One metric over the days, oldest first; null on a day without a record. */
export type MetricSeries = { readonly latest: MetricRecord; readonly values: readonly (number | null)[] };

/** What the figures are of. */
export type Measured = {
  readonly model: ModelName;
  /** The version that serves; null: none. */
  readonly champion: string | null;
  /** Each version's metrics on its holdout. */
  readonly holdouts: ReadonlyMap<string, Metrics>;
};

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

/** The version that serves first; of each version what labels prove, then what it estimates, then drift, the worst first. */
export function metricHistoryLines(
  series: readonly MetricSeries[],
  measured: Measured,
  width: number | null = null,
): string[] {
  const [first] = series;
  if (first === undefined) return ['Nothing has been measured yet: monitoring runs daily once a model is deployed.'];
  const { model, champion, holdouts } = measured;
  const groups = [...Map.groupBy(series.toSorted(byWeight(measured)), groupOf).values()];
  const versions = new Set(series.map(({ latest }) => latest.version));
  const known = groups.filter((group) => !isEmpty(group)).flat();
  const table = tableLines(
    known,
    [
      { title: 'Metric', cell: ({ latest }) => shortMetricName(latest.metric) },
      { title: 'Value', cell: ({ latest }) => formatMetric(latest.metric, latest.value), right: true },
      { title: '95% interval', cell: ({ latest }) => interval(latest), optional: 1 },
      { title: 'Holdout', cell: ({ latest }) => holdout(latest, holdouts.get(latest.version)), right: true },
      { title: 'Samples', cell: ({ latest }) => formatCount(latest.samples), right: true },
      { title: 'Of', cell: ({ latest }) => partTitle(latest) },
      ...(versions.size < 2 ? [] : [{ title: 'Version', cell: ({ latest }: MetricSeries) => latest.version }]),
      { title: 'History', cell: ({ values }) => sparkline(values), optional: 2 },
      { title: '', cell: ({ latest }) => latest.reason ?? beyondNoise(latest), folds: true },
    ],
    '',
    width,
  );
  return [
    `${[...versions].join(' and ')} of the ${modelTitles[model].toLowerCase()}, measured for ${first.latest.date} (UTC)`,
    ...verdict(model, champion, series),
    '',
    ...(known.length === 0 ? [] : table),
    ...groups.filter(isEmpty).map(emptyLine),
  ];
}

/** Of a filter that nothing falls under. @param records of the model, whatever the segment */
export function nothingMeasured(
  { segment, source }: { readonly segment?: string; readonly source?: MeasurementSource },
  records: readonly MetricRecord[],
): string[] {
  if (records.length === 0) return metricHistoryLines([], { model: 'churn', champion: null, holdouts: new Map() });
  const of = [...(source === undefined ? [] : [source]), ...(segment === undefined ? [] : [segment])].join(', ');
  const named = [...new Set(records.map((record) => record.segment).filter((each) => !each.startsWith('feature=')))];
  return [
    `Nothing was measured of: ${of}. A segment is measured from 30 labelled predictions on.`,
    `   There are: ${named.toSorted().join(', ')}`,
  ];
}

function byWeight({ model, champion }: Measured) {
  const targeted = targets[model].map(({ metric }) => metric);
  const ranks = ({ latest: { version, source, segment, metric, value, noise } }: MetricSeries): number[] => [
    version === champion ? 0 : 1,
    measurementSources.indexOf(source),
    segment === 'all' ? 0 : 1,
    targeted.includes(metric) ? targeted.indexOf(metric) : targeted.length,
    source === 'drift' && value !== null && noise !== null ? -Math.abs(value) / noise : 0,
  ];
  return (a: MetricSeries, b: MetricSeries): number => {
    const [before, after] = [ranks(a), ranks(b)];
    const differs = before.findIndex((rank, at) => rank !== after[at]);
    return differs < 0 ? 0 : (before[differs] ?? 0) - (after[differs] ?? 0);
  };
}

/** What known outcomes say of the version that serves: of its own predictions, or else of what it would have answered. */
function verdict(model: ModelName, champion: string | null, series: readonly MetricSeries[]): string[] {
  const ofChampion = (source: MeasurementSource) =>
    series.filter(({ latest }) => latest.version === champion && latest.source === source && latest.segment === 'all');
  const [live, rescored] = [ofChampion('live'), ofChampion('rescored')];
  if (champion === null || live.length === 0) return [];
  if (samplesOf(live) > 0)
    return [figures(model, live, `In use, by ${plural(samplesOf(live), 'known outcome')} of ${champion}`)];
  const unknown = `-- No outcome of what ${champion} predicted is known yet, so it can't be said how good it is in use.`;
  if (samplesOf(rescored) === 0) return [unknown];
  const of = `Of ${plural(samplesOf(rescored), 'subject')} whose outcome is known it would have reached`;
  return [unknown, figures(model, rescored, of)];
}

function samplesOf([first]: readonly MetricSeries[]): number {
  return first?.latest.samples ?? 0;
}

/** The metrics that have a target, marked by whether all are met. */
function figures(model: ModelName, series: readonly MetricSeries[], of: string): string {
  const metrics = Object.fromEntries(series.map(({ latest: { metric, value } }) => [metric, value]));
  const results = checkTargets(targets[model], metrics);
  const said = results.map(
    (result) =>
      `${shortMetricName(result.metric)} ${formatMetric(result.metric, result.value)} (${targetRemark(result)})`,
  );
  return `${results.every(({ met }) => met) ? 'OK' : '--'} ${of}: ${said.join(', ')}`;
}

function groupOf({ latest: { version, source, segment } }: MetricSeries): string {
  return [version, source, segment].join('\n');
}

function isEmpty(group: readonly MetricSeries[]): boolean {
  return group.every(({ latest: { value, samples } }) => value === null && samples === 0);
}

function partTitle({ source, segment }: MetricRecord): string {
  if (source === 'estimate') return 'its own estimate';
  if (source === 'rescored') return 'rescored';
  return source === 'drift' ? `drift of ${segment.replace('feature=', '')}` : segment;
}

/** One line for all figures of a segment in which there is nothing to measure. */
function emptyLine([{ latest }]: readonly MetricSeries[]): string {
  const { version, source, segment } = latest;
  if (source === 'rescored') return `${version}: nobody is known about whom it could be asked afterwards.`;
  if (source === 'estimate') return `${version} answered nobody lately: there is nothing to estimate by.`;
  if (source === 'drift') return `${version}, ${partTitle(latest)}: ${latest.reason ?? 'no rows'}.`;
  if (segment === 'all') return `${version}: no outcome of its predictions is known yet.`;
  return `${version}, ${segment}: no prediction with a known outcome falls under it.`;
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
