/** @import { TrainedModel } from '../../api/contracts/model-versions.ts' */
import { element } from './elements.js';
import { engineTitle } from './model-words.js';
import { metricLabel, size, when, writeMetric } from './wording.js';

/** Where lower is better. */
const losses = new Set(['mae', 'rmse', 'brier', 'logLoss', 'calibrationError']);

/** Two versions side by side: by default the champion and the newest other. @param {readonly TrainedModel[]} versions newest first */
export function compareVersions(versions) {
  const champion = versions.find((version) => version.champion) ?? versions[0];
  const other = versions.find((version) => version !== champion);
  if (champion === undefined || other === undefined)
    return element('p', { class: 'soft' }, 'There is one version so far. The next training makes another.');
  const table = element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Comparison' });
  const left = chooser('compare-left', 'Version', champion);
  const right = chooser('compare-right', 'beside', other);
  show();
  return element(
    'div',
    {},
    element('div', { class: 'actions compare' }, ...left.parts, ...right.parts),
    table,
    element(
      'p',
      { class: 'soft' },
      'Each was tested on the holdout of its own training, so small differences say little. The page of a training compares its version with the champion of then on the same people.',
    ),
  );

  /** @param {string} id @param {string} label @param {TrainedModel} chosen */
  function chooser(id, label, chosen) {
    const select = /** @type {HTMLSelectElement} */ (
      element(
        'select',
        { id },
        ...versions.map(({ version, champion: serves }) =>
          element('option', { value: version }, `${version}${serves ? ' (champion)' : ''}`),
        ),
      )
    );
    select.value = chosen.version;
    select.addEventListener('change', show);
    return { parts: [element('label', { for: id }, label), select], select };
  }

  function show() {
    const [one, two] = [left, right].map(({ select }) => versions.find(({ version }) => version === select.value));
    if (one === undefined || two === undefined) return;
    const targeted = one.targets.map(({ metric }) => metric);
    const metrics = [...new Set([...targeted, ...Object.keys({ ...one.metrics, ...two.metrics })])];
    table.replaceChildren(
      element(
        'table',
        { class: 'comparison' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, 'Figure'),
            ...[one, two].map(({ version }) => element('th', { scope: 'col' }, version)),
          ),
        ),
        element(
          'tbody',
          {},
          ...metrics.map((metric) => line(metricLabel(metric), metricCells(metric, one, two))),
          line(
            'Trained',
            [when(one.created_at), when(two.created_at)].map((time) => [time]),
          ),
          line('Learner', [[engineTitle(one.engine)], [engineTitle(two.engine)]]),
          line('File', [[size(one.file_size_bytes)], [size(two.file_size_bytes)]]),
        ),
      ),
    );
  }
}

/** @param {string} title @param {readonly (readonly (Node | string)[])[]} cells */
function line(title, cells) {
  const made = cells.map((content) => element('td', {}, ...content));
  return element('tr', {}, element('th', { scope: 'row' }, title), ...made);
}

/** @param {string} metric @param {TrainedModel} one @param {TrainedModel} two */
function metricCells(metric, one, two) {
  const values = [one, two].map(({ metrics }) => metrics[metric] ?? null);
  const [a, b] = values;
  // what looks the same is the same
  const even = a == null || b == null || writeMetric(metric, a) === writeMetric(metric, b);
  const ahead = even ? -1 : a < b === losses.has(metric) ? 0 : 1;
  return [one, two].map(({ intervals }, at) => {
    const value = values[at] ?? null;
    const interval = intervals[metric];
    return [
      element(
        'span',
        { class: at === ahead ? 'met' : '', 'data-metric': metric, 'data-value': value === null ? '' : String(value) },
        value === null ? 'undefined' : writeMetric(metric, value),
        ...(at === ahead ? [' ✓', element('span', { class: 'unseen' }, ' better')] : []),
      ),
      ...(interval === undefined
        ? []
        : [
            element(
              'span',
              { class: 'soft' },
              ` ${writeMetric(metric, interval.low)} to ${writeMetric(metric, interval.high)}`,
            ),
          ]),
    ];
  });
}
