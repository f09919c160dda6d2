/** @import { DataFinding, DataReadiness, ModelReadiness } from '../../api/contracts/data.ts' */
import { element, panel, pill } from './elements.js';
import { count, modelTitles } from './wording.js';

/** @type {Readonly<Record<string, string>>} */
const checkNames = {
  records: 'Enough records',
  conversations: 'Enough conversations',
  samples: 'Enough to learn from',
  classes: 'Both outcomes occur',
  spread: 'Ratings differ',
  conversions: 'Enough conversions',
  balance: 'Outcomes in balance',
  duplicates: 'No row twice',
  recency: 'Recent data',
  nulls: 'Few gaps',
  dead_features: 'Features that say something',
  outliers: 'No odd values',
  attributes: 'Your own columns',
  leakage: 'No column that gives the outcome away',
  drift: 'Like the data before',
  horizon: 'History long enough',
  gap: 'No days missing',
};

/** Models with what their data lacks: in a sentence for all, and check by check. @param {HTMLElement} place @returns {(answer: DataReadiness) => void} */
export function readinessPanel(place) {
  return panel(place, ({ models }) => [
    element('p', { class: 'verdict' }, verdict(models)),
    ...(models.some(({ ready }) => ready) ? [element('p', {}, element('a', { href: '#models' }, 'Train on it'))] : []),
    element('div', { class: 'grid' }, ...models.map(modelCard)),
  ]);
}

/** @param {readonly ModelReadiness[]} models */
function verdict(models) {
  const ready = models.filter((one) => one.ready);
  const waiting = models.filter((one) => !one.ready);
  const named = (/** @type {readonly ModelReadiness[]} */ some) =>
    some.map(({ model }) => modelTitles[model].toLowerCase()).join(' and ');
  if (waiting.length === 0) return 'There is enough to train every model.';
  const missing = waiting.map((one) => `${modelTitles[one.model]} ${lacks(one)}`).join('; ');
  return ready.length === 0 ? `${missing}.` : `Enough to train ${named(ready)}. ${missing}.`;
}

/** What is missing, where it can be counted. @param {ModelReadiness} readiness */
function lacks({ checks }) {
  const [first] = checks.filter(({ status }) => status === 'refusal');
  if (first === undefined) return 'has to wait';
  return first.missing === null
    ? `cannot be trained: ${first.message}`
    : `needs ${count(first.missing)} more ${unitOf(first.check)}`;
}

/** @param {string} check */
function unitOf(check) {
  /** @type {Readonly<Record<string, string>>} */
  const units = {
    records: 'records',
    conversations: 'conversations',
    samples: 'people to learn from',
    conversions: 'conversions',
  };
  return units[check] ?? 'rows';
}

/** @param {ModelReadiness} readiness */
function modelCard({ model, ready, samples, checks }) {
  const wanting = checks.filter((check) => check.status !== 'ok');
  return element(
    'article',
    { class: 'readiness' },
    element(
      'div',
      { class: 'heading' },
      element('h3', {}, modelTitles[model]),
      ready ? pill('Ready to train', 'good') : pill('Not ready', 'bad'),
    ),
    element(
      'p',
      { class: 'soft' },
      `${count(samples)} to learn from · ${checks.length - wanting.length} of ${checks.length} checks are well`,
    ),
    ...(wanting.length === 0 ? [] : [element('ul', { class: 'findings' }, ...wanting.map(finding))]),
    allChecks(checks),
  );
}

/** @param {DataFinding} found */
function finding({ status, message, remedy }) {
  return element(
    'li',
    {},
    status === 'refusal' ? pill('Missing', 'bad') : pill('Warning', 'warn'),
    element('span', {}, message),
    ...(remedy === null ? [] : [element('p', { class: 'soft' }, remedy)]),
  );
}

/** @param {readonly DataFinding[]} checks */
function allChecks(checks) {
  const marks = { ok: 'well', warning: 'warning', refusal: 'missing' };
  return element(
    'details',
    {},
    element('summary', {}, 'Every check, with its figure and limit'),
    element(
      'div',
      { class: 'scroll' },
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...['Check', 'Found', 'Limit', ''].map(titleCell))),
        element(
          'tbody',
          {},
          ...checks.map(({ check, message, value, limit, status }) =>
            element(
              'tr',
              { 'data-check': check, 'data-value': String(value), 'data-limit': String(limit) },
              element('th', { scope: 'row' }, checkNames[check] ?? check.replaceAll('_', ' ')),
              element('td', {}, message),
              element('td', { class: 'number' }, limit === null ? '–' : String(limit)),
              element('td', {}, marks[status]),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @param {string} title */
function titleCell(title) {
  return title === '' ? element('td', {}) : element('th', { scope: 'col' }, title);
}
