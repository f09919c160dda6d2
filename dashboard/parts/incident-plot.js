/** @import { IncidentReport } from '../../api/contracts/incidents.ts' */
import { element } from './elements.js';
import { metricTitles } from './metric-titles.js';
import { datePlot, plotTable } from './plot.js';
import { rangeOf } from './plot-scale.js';
import { count, writeMetric } from './wording.js';

/** @typedef {IncidentReport['series'][number]} Series */

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** The course of one figure over its limit. @param {Series} series @param {IncidentReport['incident']} incident */
export function incidentPlot({ metric, worse, readings }, { opened_at: opened }) {
  const known = readings.filter(({ value }) => value !== null);
  const last = known.at(-1);
  const write = (/** @type {number} */ value) => writeMetric(metric, value);
  const table = plotTable(
    `${titleOf(metric)} by window`,
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
  if (last === undefined) return element('div', {}, table);
  const limit = last.limit;
  const since = Date.parse(opened);
  const [first] = known;
  return element(
    'div',
    { class: 'figure', 'data-metric': metric },
    datePlot({
      label: `${titleOf(metric)} by window; the table below has the same figures`,
      points: known.map(({ window, value, low, high, samples, version }) => ({
        at: Date.parse(window),
        value: value ?? 0,
        ...{ low, high, series: version ?? '' },
        words: `${days.format(Date.parse(window))}: ${write(value ?? 0)}${samples === null ? '' : `, ${count(samples)} samples`}`,
        data: { window, value: value ?? '', limit },
      })),
      range: rangeOf([
        limit,
        ...known.flatMap(({ value, low, high }) => [value, low, high].flatMap((each) => each ?? [])),
      ]),
      lines: [
        { value: limit, text: `limit: ${worse === 'above' ? 'at most' : 'at least'} ${write(limit)}`, tone: 'bad' },
      ],
      marks:
        first !== undefined && since >= Date.parse(first.window) && since <= Date.parse(last.window)
          ? [{ at: since, text: 'opened' }]
          : [],
      write,
      interval: known.some(({ low }) => low !== null) ? '95% interval' : '',
    }),
    table,
  );
}

/** As the mail says it: value, interval, the one before, and the limit. @param {Series} series */
export function figureWords({ metric, worse, readings }) {
  const [before, last] = [readings.at(-2), readings.at(-1)];
  if (last === undefined) return '';
  const write = (/** @type {number | null} */ value) => (value === null ? 'undefined' : writeMetric(metric, value));
  const range = last.low === null || last.high === null ? '' : ` (95%: ${write(last.low)} to ${write(last.high)})`;
  const was = before === undefined ? '' : `, after ${write(before.value)} in the window before`;
  const found = last.samples === null ? '' : ` It was found from ${count(last.samples)} samples.`;
  return `${titleOf(metric)} is ${write(last.value)}${range}${was}; the limit is ${worse === 'above' ? 'at most' : 'at least'} ${write(last.limit)}.${found}`;
}

/** @param {string} metric */
function titleOf(metric) {
  return metricTitles[metric]?.title ?? metric;
}
