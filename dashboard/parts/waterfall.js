/** @import { PredictionExplanation } from '../../api/contracts/predictions.ts' */
import { element } from './elements.js';
import { svg } from './svg.js';

const rowHeight = 30;
const [labelWidth, plotWidth, valueWidth] = [190, 380, 70];

/**
 * From what the model answers before it knows anything to its answer for this person: what each group of facts added or took.
 * @param {PredictionExplanation} explained
 */
export function waterfall(explained) {
  const { model, base_value: base, groups, sum, confidence_meaning: meaning, contributions } = explained;
  const steps = groups.filter(({ contribution }) => contribution !== 0);
  let at = base;
  const bars = steps.map(({ group, contribution }) => {
    const from = at;
    at += contribution;
    return { label: group, from, to: at, contribution };
  });
  const ends = [base, sum, ...bars.map(({ to }) => to)];
  const [least, most] = [Math.min(0, ...ends), Math.max(...ends)];
  const x = (/** @type {number} */ value) => labelWidth + ((value - least) / (most - least || 1)) * plotWidth;
  const signed = (/** @type {number} */ value) => `${value >= 0 ? '+' : '−'}${precise(model, Math.abs(value))}`;
  const rows = [
    { label: 'Before anything is known', from: least, to: base, text: precise(model, base), tone: 'whole' },
    ...bars.map(({ label, from, to, contribution }) => ({
      label,
      from,
      to,
      text: signed(contribution),
      tone: toneOf(model, contribution),
    })),
    { label: 'This person', from: least, to: sum, text: precise(model, sum), tone: 'whole' },
  ];
  const picture = svg(
    'svg',
    {
      class: 'waterfall',
      viewBox: `0 0 ${labelWidth + plotWidth + valueWidth} ${rows.length * rowHeight}`,
      role: 'img',
      'aria-label': `How the answer came about; the table below has the same figures`,
    },
    ...rows.flatMap(({ label, from, to, text, tone }, row) => {
      const middle = row * rowHeight + rowHeight / 2;
      const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
      return [
        svg('text', { x: labelWidth - 10, y: middle, class: 'label' }, label),
        svg('rect', {
          class: tone,
          x: left,
          y: middle - 9,
          width: Math.max(1.5, right - left),
          height: 18,
          rx: 3,
          'data-from': from,
          'data-to': to,
        }),
        svg('text', { x: right + 8, y: middle, class: 'value' }, text),
      ];
    }),
  );
  return element(
    'div',
    {},
    element('p', { class: 'soft' }, meaning),
    element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Picture' }, picture),
    everything(),
  );

  function everything() {
    const largest = contributions
      .filter(({ contribution }) => contribution !== 0)
      .sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution));
    const lines = largest.map(({ phrase, description, contrast, group, contribution }) =>
      element(
        'tr',
        {},
        element(
          'td',
          {},
          phrase ?? description,
          ...(contrast ? [element('span', { class: 'soft' }, ' (yet it moves this answer the other way)')] : []),
        ),
        element('td', { class: 'soft' }, group),
        element('td', { class: 'number' }, signed(contribution)),
      ),
    );
    const end = (/** @type {string} */ label, /** @type {number} */ value) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row', colspan: '2' }, label),
        element('td', { class: 'number' }, precise(model, value)),
      );
    return element(
      'details',
      {},
      element('summary', {}, 'Every reason, in figures that sum to the answer'),
      element(
        'div',
        { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'All reasons' },
        element(
          'table',
          {},
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              ...['Reason', 'About', 'Moves it by'].map((title) => element('th', { scope: 'col' }, title)),
            ),
          ),
          element('tbody', {}, end('Before anything is known', base), ...lines, end('This person', sum)),
        ),
      ),
    );
  }
}

/** @param {PredictionExplanation['model']} model @param {number} value */
function precise(model, value) {
  return model === 'lead_scoring' ? value.toFixed(1) : `${(value * 100).toFixed(1)}%`;
}

/** What is good news differs: a higher chance of leaving isn't. @param {PredictionExplanation['model']} model @param {number} contribution */
function toneOf(model, contribution) {
  return contribution > 0 === (model !== 'churn') ? 'up' : 'down';
}
