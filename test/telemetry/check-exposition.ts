// Prometheus reads numbers as Go does, which takes prom-client's `Nan`
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?[\d.]+(?:e[+-]?\d+)?|[Nn]a[Nn]|[+-]Inf)$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * What a scraper of Prometheus' text format would refuse or misread: https://prometheus.io/docs/instrumenting/exposition_formats/.
 * Lines that are not samples, families without a type or in several places, series twice, histograms that don't add up.
 */
export function findExpositionProblems(text: string): string[] {
  const problems: string[] = [];
  const types = new Map<string, string>();
  const series = new Map<string, number>();
  let family = '';
  if (!text.endsWith('\n')) problems.push('it does not end with a line break');
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      if (types.has(name)) problems.push(`${name} has two types`);
      types.set(name, type);
      family = name;
    } else if (line !== '' && !/^# HELP [a-zA-Z_:][\w:]* ./.test(line))
      problems.push(...judgeSample(line, family, series));
  }
  for (const [name, type] of types) if (type === 'histogram') problems.push(...judgeHistogram(name, series));
  return problems;
}

function judgeSample(line: string, family: string, series: Map<string, number>): string[] {
  const [, name = '', labels = '', value] = sampleLine.exec(line) ?? [];
  if (name.replace(/_(bucket|sum|count)$/, '') !== family && name !== family) return [`not of ${family}: ${line}`];
  const pairs: string[] = [];
  label.lastIndex = 0;
  for (let found = label.exec(labels); found !== null; found = label.exec(labels))
    pairs.push(`${found[1]}=${found[2]}`);
  if (labels !== '' && pairs.join().length + 3 * pairs.length - 1 < labels.length) return [`labels: ${line}`];
  const key = `${name}{${pairs.toSorted().join()}}`;
  const twice = series.has(key);
  series.set(key, Number(value === '+Inf' ? Infinity : value));
  return twice ? [`twice: ${key}`] : [];
}

/** Buckets grow, and the last of them holds all. */
function judgeHistogram(name: string, series: ReadonlyMap<string, number>): string[] {
  const buckets = [...series].filter(([key]) => key.startsWith(`${name}_bucket{`));
  const bySeries = Map.groupBy(buckets, ([key]) => key.slice(name.length + 7).replace(/,?le=[^,}]*,?/, ''));
  return [...bySeries].flatMap(([labels, of]) => {
    const counts = of.map(([, count]) => count);
    const grows = counts.every((count, at) => at === 0 || count >= (counts[at - 1] ?? 0));
    return grows && of.at(-1)?.[0].includes('le=+Inf') ? [] : [`${name}${labels}: buckets don't add up`];
  });
}
