/** What the SDK's part in Rust measures: an event for each change of a metric. */
export type MetricUpdate = {
  readonly metric: {
    readonly name: string;
    readonly kind: string;
    readonly unit?: string | undefined;
    readonly description?: string | undefined;
  };
  readonly value: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

type Family = {
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly series: Map<string, Series>;
};
type Series = { value: number; count: number; readonly buckets: number[] };

/** Seconds: from a call within the machine to a long poll or a step of minutes. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300, 1_800];
/** Each is a label set of a metric. There are some hundred; what comes after so many isn't shown. */
const mostSeries = 5_000;

/**
 * The SDK's own metrics in Prometheus' text format, under the names that its own exporter gives them, so that published dashboards fit:
 * durations in seconds, counters ending with `_total`. An exporter of its own would need a port of its own.
 */
export function createTemporalMetrics() {
  const families = new Map<string, Family>();
  let size = 0;

  // the runtime gives the same objects again for the same metric and the same labels
  const byMetric = new WeakMap<object, Family>();
  const written = new WeakMap<object, string>();

  function familyOf(metric: MetricUpdate['metric']): Family {
    const known = byMetric.get(metric);
    if (known !== undefined) return known;
    const { name, kind, unit, description = '' } = metric;
    const type = kind === 'counter' ? 'counter' : kind === 'histogram' ? 'histogram' : 'gauge';
    const isTime = unit === 's' || unit === 'ms' || unit === 'duration';
    const shown = `${name}${type === 'counter' ? '_total' : isTime ? '_seconds' : ''}`;
    const family = families.get(shown) ?? { help: description, type, series: new Map() };
    families.set(shown, family);
    byMetric.set(metric, family);
    return family;
  }

  function labelsOf(attributes: MetricUpdate['attributes']): string {
    const known = written.get(attributes);
    if (known !== undefined) return known;
    const labels = writeLabels(attributes);
    written.set(attributes, labels);
    return labels;
  }

  function add({ metric, value, attributes }: MetricUpdate): void {
    const { type, series } = familyOf(metric);
    const labels = labelsOf(attributes);
    let one = series.get(labels);
    if (one === undefined) {
      if (size >= mostSeries) return;
      size++;
      one = { value: 0, count: 0, buckets: type === 'histogram' ? buckets.map(() => 0) : [] };
      series.set(labels, one);
    }
    if (metric.kind === 'gauge') one.value = value;
    else one.value += value;
    one.count++;
    const at = type === 'histogram' ? buckets.findIndex((limit) => value <= limit) : -1;
    if (at !== -1) one.buckets[at]++;
  }

  return {
    add(updates: Iterable<MetricUpdate>): void {
      for (const update of updates) add(update);
    },
    text: (): string => [...families].flatMap(([name, family]) => writeFamily(name, family)).join(''),
  };
}

function writeLabels(attributes: MetricUpdate['attributes']): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${String(value).replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`)
    .sort()
    .join(',');
}

function writeFamily(name: string, { help, type, series }: Family): string[] {
  const lines = [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`,
    `# TYPE ${name} ${type}\n`,
  ];
  for (const [labels, { value, count, buckets: counts }] of series) {
    const within = labels === '' ? '' : `{${labels}}`;
    if (type !== 'histogram') {
      lines.push(`${name}${within} ${value}\n`);
      continue;
    }
    const more = labels === '' ? '' : `${labels},`;
    let below = 0;
    counts.forEach((of, at) => {
      below += of;
      lines.push(`${name}_bucket{${more}le="${buckets[at]}"} ${below}\n`);
    });
    lines.push(
      `${name}_bucket{${more}le="+Inf"} ${count}\n`,
      `${name}_sum${within} ${value}\n`,
      `${name}_count${within} ${count}\n`,
    );
  }
  return lines;
}
