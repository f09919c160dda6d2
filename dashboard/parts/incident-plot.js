/** @import { IncidentReport } from '../../api/contracts/incidents.ts' */
import { element } from './elements.js';
import { metricTitles } from './metric-titles.js';
import { datePlot, plotTable } from './plot.js';
import { rangeOf } from './plot-scale.js';
import { count, writeMetric } from './wording.js';

/** @typedef {IncidentReport['series'][number]} Series */

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** What a metric says, for people who don't know its name. @type {Readonly<Record<string, string>>} */
const meanings = {
  mae: 'how far scores are off on average, in points',
  r2: 'how much of the differences between leads the scores tell; 1 is all',
  accuracy: 'the share of answers that were right',
  skill: 'how much better the answers are than knowing nothing; 0 is no better',
  psi: 'how far the data has moved from what the model learnt; below 0.1 is calm',
};

/** The figures of an incident by metric: two limits of one metric are one picture. @param {readonly Series[]} series */
export function byMetric(series) {
  return [...Map.groupBy(series, ({ metric }) => metric).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, limits: limitsOf(same) }];
  });
}

/** @typedef {Series & { limits: readonly number[] }} Figure */

/** @param {readonly Series[]} series */
function limitsOf(series) {
  return [...new Set(series.flatMap(({ readings }) => readings.at(-1)?.limit ?? []))];
}

/** The course of a figure over its limits. @param {Figure} figure @param {IncidentReport['incident']} incident */
export function incidentPlot({ metric, worse, readings, limits }, { opened_at: opened }) {
  const known = readings.filter(({ value }) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  const write = (/** @type {number} */ value) => writeMetric(metric, value);
  const title = titleOf(metric);
  const table = plotTable(
    `${title} by window`,
    ['Window to', 'Value', '95% interval', 'Limit', 'Samples', 'Version'],
    readings
      .toReversed()
      .map(({ window, value, low, high, limit, samples, version }) => [
        days.format(Date.parse(window)),
        value === null ? '–' : write(value),
        low === null || high === null ? '–' : `${write(low)} to ${write(high)}`,
        write(limit),
        samples === null ? '–' : count(samples),
        version ?? '–',
      ]),
  );
  if (first === undefined || last === undefined) return element('div', {}, element('h3', {}, title), table);
  const since = Date.parse(opened);
  const seen = known.flatMap(({ value, low, high }) => [value, low, high].flatMap((each) => each ?? []));
  return element(
    'div',
    { class: 'figure', 'data-metric': metric },
    element('h3', {}, title),
    datePlot({
      label: `${title} by window; the table below has the same figures`,
      points: known.map(({ window, value, low, high, samples, version }) => ({
        at: Date.parse(window),
        value: value ?? 0,
        ...{ low, high, series: version ?? '' },
        words: `${days.format(Date.parse(window))}: ${write(value ?? 0)}${samples === null ? '' : `, ${count(samples)} samples`}`,
        data: { window, value: value ?? '' },
      })),
      range: rangeOf([...limits, ...seen]),
      lines: limits.map((value) => ({ value, text: `limit: ${side(worse)} ${write(value)}`, tone: 'bad' })),
      marks:
        since >= Date.parse(first.window) && since <= Date.parse(last.window) ? [{ at: since, text: 'opened' }] : [],
      write,
      interval: known.some(({ low }) => low !== null) ? '95% interval' : '',
    }),
    table,
  );
}

/** As the mail says it: value, interval, the one before, and the limits; and what the figure is. @param {Figure} figure */
export function figureWords({ metric, worse, readings, limits }) {
  const [before, last] = [readings.at(-2), readings.at(-1)];
  if (last === undefined) return '';
  const write = (/** @type {number | null} */ value) => (value === null ? 'undefined' : writeMetric(metric, value));
  const range = last.low === null || last.high === null ? '' : ` (95%: ${write(last.low)} to ${write(last.high)})`;
  const was = before === undefined ? '' : `, after ${write(before.value)} in the window before`;
  const found = last.samples === null ? '' : ` It was found from ${count(last.samples)} samples.`;
  const meaning = meanings[metric] === undefined ? '' : ` (${meanings[metric]})`;
  const bounds = `the limit is ${side(worse)} ${limits.map(write).join(' or ')}`;
  return `${titleOf(metric)}${meaning} is ${write(last.value)}${range}${was}; ${bounds}.${found}`;
}

/** @param {Series['worse']} worse */
function side(worse) {
  return worse === 'above' ? 'at most' : 'at least';
}

/** @param {string} metric */
function titleOf(metric) {
  return metricTitles[metric]?.title ?? metric;
}
