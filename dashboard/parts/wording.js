/** @import { Metrics, ModelName } from '../../api/contracts/scalars.ts' */
/** @import { TrainingRun } from '../../api/contracts/history.ts' */

import { element } from './elements.js';
import { metricTitles } from './metric-titles.js';

/** @type {Record<ModelName, string>} */
export const modelTitles = { lead_scoring: 'Lead scoring', churn: 'Churn', engagement: 'Engagement' };

/** The metrics that the page has room for: those with a target. */
const shownMetrics = ['mae', 'r2', 'accuracy', 'precision', 'recall', 'f1'];

/** @param {string} metric @param {number} value */
export function writeMetric(metric, value) {
  return metricTitles[metric]?.share ? percent(value) : value.toFixed(2);
}

/** @param {string} metric */
export function metricLabel(metric) {
  const { short } = metricTitles[metric] ?? { short: metric };
  return short.charAt(0).toUpperCase() + short.slice(1);
}

/** @param {number} share 0-1 */
function percent(share) {
  return `${(share * 100).toFixed(1)}%`;
}

/** @param {TrainingRun['targets']} targets */
export function targetList(targets) {
  return element('dl', { class: 'metrics' }, ...targets.map(targetItem));
}

/** @param {TrainingRun['targets'][number]} target */
function targetItem({ metric, value, comparison, limit, met }) {
  const goal = `target ${comparison} ${writeMetric(metric, limit)}`;
  const mark = element('span', { class: met ? 'met' : 'missed', title: goal }, `${met ? '✓ met' : '✗ missed'}`);
  return element(
    'div',
    {},
    element('dt', {}, metricLabel(metric)),
    element('dd', {}, value === null ? 'undefined' : writeMetric(metric, value), ' ', mark),
  );
}

/** The metrics that have a target, without judging them. @param {Metrics} metrics */
export function metricList(metrics) {
  const items = shownMetrics.flatMap((name) => {
    const value = metrics[name];
    if (value === undefined) return [];
    const shown = value === null ? 'undefined' : writeMetric(name, value);
    return [element('div', {}, element('dt', {}, metricLabel(name)), element('dd', {}, shown))];
  });
  return element('dl', { class: 'metrics' }, ...items);
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {string} moment ISO 8601 */
export function when(moment) {
  return element('time', { datetime: moment }, moments.format(new Date(moment)));
}

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** The day alone. @param {string} moment ISO 8601 */
export function onDay(moment) {
  return element('time', { datetime: moment }, days.format(new Date(moment)));
}

/** @param {number | null} seconds */
export function duration(seconds) {
  if (seconds === null) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const whole = new Intl.NumberFormat();

/** @param {number} value */
export function count(value) {
  return whole.format(value);
}
