/** @import { Fields, Upload } from '../../api/contracts/imports.ts' */
import { element } from './elements.js';
import { tableWord, wordsOfUse } from './import-words.js';

/** @typedef {NonNullable<Upload['inspection']>} Inspection */

/** Of a choice that changes nothing. */
const asItIs = '=';
const withAttributes = ['contacts', 'leads'];

/**
 * What each column becomes, and what it may become instead.
 * @param {Pick<Inspection, 'columns' | 'assumed'>} found
 * @param {Fields['tables'] | null} fields null: nothing can be chosen
 * @param {(uses: Record<string, string>) => void} choose with what was chosen, by column
 */
export function columnUses({ columns, assumed }, fields, choose) {
  const reading = new Map(assumed.map((one) => [one.column, one.reading]));
  /** @type {Map<string, string>} */
  const chosen = new Map();
  const press = element('button', { type: 'button', hidden: '' });
  press.addEventListener('click', () => choose(Object.fromEntries(chosen)));

  /** @param {string} column @param {string} use */
  function chose(column, use) {
    if (use === asItIs) chosen.delete(column);
    else chosen.set(column, use);
    press.hidden = chosen.size === 0;
    press.textContent = `Look again with ${chosen.size === 1 ? 'this change' : `these ${chosen.size} changes`}`;
  }

  const rows = columns.map(({ column, uses, example }) =>
    element(
      'tr',
      uses.length === 0 ? { class: 'unused' } : {},
      element('th', { scope: 'row' }, column),
      element(
        'td',
        {},
        fields === null ? wordsOfUses(uses) : choiceOf(column, uses, fields, (use) => chose(column, use)),
        ...(reading.has(column) ? [element('p', { class: 'soft' }, reading.get(column) ?? '')] : []),
      ),
      element('td', { class: 'soft' }, example),
    ),
  );
  const table = element(
    'table',
    { class: 'columns' },
    element('caption', {}, 'What each column becomes'),
    element(
      'thead',
      {},
      element('tr', {}, ...['Column', 'Becomes', 'For example'].map((title) => element('th', { scope: 'col' }, title))),
    ),
    element('tbody', {}, ...rows),
  );
  return [element('div', { class: 'scroll' }, table), element('div', { class: 'actions' }, press)];
}

/** @param {readonly string[]} uses */
function wordsOfUses(uses) {
  return uses.length === 0 ? 'not used' : uses.map(wordsOfUse).join(', ');
}

/**
 * @param {string} column
 * @param {readonly string[]} uses
 * @param {Fields['tables']} fields
 * @param {(use: string) => void} chose
 */
function choiceOf(column, uses, fields, chose) {
  const choice = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      { 'aria-label': `${column} becomes` },
      element('option', { value: asItIs }, wordsOfUses(uses)),
      ...(uses.length === 0 ? [] : [element('option', { value: '' }, 'not used')]),
      ...fields.map(({ table, fields: own }) =>
        element(
          'optgroup',
          { label: upper(tableWord(table)) },
          ...own.map(({ name, description, needed }) =>
            element(
              'option',
              { value: `${table}.${name}`, title: description },
              `${wordsOfUse(`${table}.${name}`)}${needed ? ' (needed)' : ''}`,
            ),
          ),
          ...(withAttributes.includes(table)
            ? [element('option', { value: `attribute of ${table}` }, `attribute of the ${tableWord(table)}`)]
            : []),
        ),
      ),
    )
  );
  choice.addEventListener('change', () => chose(choice.value));
  return choice;
}

/** @param {string} words */
function upper(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
