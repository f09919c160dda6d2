/** @import { RunReport } from '../../api/contracts/run-report.ts' */
import { element, pill } from './elements.js';
import { metricLabel, writeMetric } from './wording.js';

/** @param {string} label @param {readonly string[]} titles @param {readonly HTMLElement[]} rows @param {string} [kind] */
function table(label, titles, rows, kind = '') {
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label },
    element(
      'table',
      { class: kind },
      element('caption', { class: 'unseen' }, label),
      element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...rows),
    ),
  );
}

/** @param {string} title @param {...(Node | string)[]} cells */
function line(title, ...cells) {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, title),
    ...cells.map((content) => element('td', {}, ...content)),
  );
}

/** @param {string} metric @param {number | null} value */
function figure(metric, value) {
  const attributes = { 'data-metric': metric, 'data-value': value === null ? '' : String(value) };
  return element('span', attributes, value === null ? 'undefined' : writeMetric(metric, value));
}

/** On those kept aside, beside knowing nothing and the target. @param {RunReport['metrics']} metrics */
export function metricTable(metrics) {
  return table(
    'Figures on those kept aside',
    ['Figure', 'This version', '95% interval', 'Without a model', 'Target'],
    metrics.map(({ metric, value, low, high, without_model: without, target, reason }) =>
      line(
        metricLabel(metric),
        [figure(metric, value), ...(reason === null ? [] : [element('span', { class: 'soft' }, ` ${reason}`)])],
        [low === null || high === null ? '–' : `${writeMetric(metric, low)} to ${writeMetric(metric, high)}`],
        [without === null ? '–' : writeMetric(metric, without)],
        target === null
          ? ['–']
          : [
              `${target.comparison} ${writeMetric(metric, target.limit)} `,
              element('span', { class: target.met ? 'met' : 'missed' }, target.met ? '✓ met' : '✗ missed'),
            ],
      ),
    ),
    'figures-table',
  );
}

/** Both on the same people. @param {NonNullable<RunReport['beside_champion']>} beside */
export function besideTable({ champion, metrics, champion_metrics: before }) {
  const names = Object.keys(metrics).filter((name) => metrics[name] !== null || before[name] !== null);
  return table(
    'Beside the champion',
    ['Figure', 'This version', `Champion ${champion}`],
    names.map((name) =>
      line(metricLabel(name), [figure(name, metrics[name] ?? null)], [figure(name, before[name] ?? null)]),
    ),
    'beside-table',
  );
}

/** The candidates of the search, best first, the chosen one marked. @param {NonNullable<RunReport['search']>} search */
export function candidateTable({ candidates, chosen, folds }) {
  const rungs = Math.max(...candidates.map(({ losses }) => losses.length));
  const names = [...new Set(candidates.flatMap(({ parameters }) => Object.keys(parameters)))];
  const ranked = candidates
    .map((candidate, index) => ({ ...candidate, index }))
    .sort((one, other) => other.losses.length - one.losses.length || last(one) - last(other));
  const heads = Array.from({ length: rungs }, (_, rung) => (rungs === 1 ? 'Error' : `Error, round ${rung + 1}`));
  const finalists = ranked.filter(({ losses }) => losses.length === rungs);
  const others = ranked.filter(({ losses }) => losses.length < rungs);
  return [
    element(
      'p',
      { class: 'soft' },
      `Each was tried on ${folds} parts of the data that it had not learnt from; lower is better.${rungs > 1 ? ' The better ones went on to the next round, with more to learn from.' : ''} Among those that are equal but for chance, the simplest was chosen.`,
    ),
    candidateRows('Candidates of the last round', finalists),
    ...(others.length === 0
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, `${others.length} that went no further`),
            candidateRows('Candidates that went no further', others),
          ),
        ]),
  ];

  /** @param {string} label @param {typeof ranked} some */
  function candidateRows(label, some) {
    const titles = ['Candidate', ...heads, ...names.map((name) => name.replaceAll('_', ' '))];
    return table(label, titles, some.map(candidateRow), 'candidates');
  }

  /** @param {typeof ranked[number]} candidate */
  function candidateRow({ index, losses, parameters }) {
    const row = line(
      `${index + 1}`,
      ...heads.map((_, rung) => [losses[rung] === undefined ? '–' : losses[rung].toPrecision(4)]),
      ...names.map((name) => [parameters[name] === undefined ? '–' : String(Number(parameters[name].toPrecision(4)))]),
    );
    row.setAttribute('data-candidate', String(index));
    if (index !== chosen) return row;
    row.className = 'chosen';
    row.firstElementChild?.append(' ', pill('chosen', 'good'));
    return row;
  }
}

/** @param {{ losses: readonly number[] }} candidate */
function last({ losses }) {
  return losses.at(-1) ?? Number.POSITIVE_INFINITY;
}

/** @type {Readonly<Record<string, { text: string, tone: 'good' | 'warn' | 'bad' }>>} */
const statuses = {
  ok: { text: 'Fine', tone: 'good' },
  warning: { text: 'Look at it', tone: 'warn' },
  refusal: { text: 'Stopped it', tone: 'bad' },
};

/** What the checks of the data found: what needs a look first, the rest folded. @param {NonNullable<RunReport['quality']>} quality */
export function qualityList(quality) {
  const found = quality.filter(({ status }) => status !== 'ok');
  const fine = quality.filter(({ status }) => status === 'ok');
  return [
    ...(found.length === 0
      ? [element('p', {}, `All ${quality.length} checks of the data passed.`)]
      : [element('ul', { class: 'checks' }, ...found.map(check))]),
    ...(found.length === 0 || fine.length === 0
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, `${fine.length} ${fine.length === 1 ? 'check' : 'checks'} passed`),
            element('ul', { class: 'checks' }, ...fine.map(check)),
          ),
        ]),
  ];
}

/** @param {NonNullable<RunReport['quality']>[number]} finding */
function check({ check: name, status, message, remedy }) {
  const { text, tone } = statuses[status] ?? { text: status, tone: 'warn' };
  return element(
    'li',
    { 'data-check': name },
    pill(text, tone),
    element('span', {}, `${message.charAt(0).toUpperCase()}${message.slice(1)}.`),
    ...(remedy === null ? [] : [element('span', { class: 'soft' }, remedy)]),
  );
}
