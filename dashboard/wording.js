/** @import { Metrics, ModelName } from '../api/contracts/scalars.ts' */
/** @import { TrainingRun } from '../api/contracts/history.ts' */
import { element } from './elements.js';

/** @type {Record<ModelName, string>} */
export const modelTitles = { lead_scoring: 'Lead scoring', churn: 'Churn', engagement: 'Engagement' };

/** @type {Record<string, { label: string, write: (value: number) => string }>} */
const metricWording = {
  mae: { label: 'MAE', write: (value) => value.toFixed(2) },
  r2: { label: 'R²', write: (value) => value.toFixed(2) },
  accuracy: { label: 'Accuracy', write: percent },
  precision: { label: 'Precision', write: percent },
  recall: { label: 'Recall', write: percent },
  f1: { label: 'F1', write: (value) => value.toFixed(2) },
};

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
  const { label, write } = metricWording[metric] ?? { label: metric, write: String };
  const goal = `target ${comparison} ${write(limit)}`;
  const mark = element('span', { class: met ? 'met' : 'missed', title: goal }, `${met ? '✓ met' : '✗ missed'}`);
  return element(
    'div',
    {},
    element('dt', {}, label),
    element('dd', {}, value === null ? 'undefined' : write(value), ' ', mark),
  );
}

/** Those metrics that have a target, without judging them. @param {Metrics} metrics */
export function metricList(metrics) {
  const items = Object.entries(metricWording).flatMap(([name, { label, write }]) => {
    const value = metrics[name];
    if (value === undefined) return [];
    return [
      element('div', {}, element('dt', {}, label), element('dd', {}, value === null ? 'undefined' : write(value))),
    ];
  });
  return element('dl', { class: 'metrics' }, ...items);
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {string} moment ISO 8601 */
export function when(moment) {
  return element('time', { datetime: moment }, moments.format(new Date(moment)));
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
