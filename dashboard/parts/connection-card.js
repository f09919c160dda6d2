/** @import { Operation } from './may.js' */
/** @import { State } from './connection-words.js' */
import { element, pill } from './elements.js';
import { may } from './may.js';
import { count } from './wording.js';

/**
 * What can be done with a connection. `said`: what to say of the answer; left out: the card tells by itself.
 * @typedef {{ label: string, operation: Operation, path: string, body?: object, main?: boolean, said?: (answer: any) => string }} Act
 */
/** @typedef {{ text: string, bad: boolean }} Note */
/**
 * @typedef {object} Connection
 * @property {string} key as 'source/shop'
 * @property {string} name
 * @property {State} state
 * @property {readonly (Node | string)[]} about in a line under the name
 * @property {{ what: string, remedy: string, when: readonly (Node | string)[] | null } | null} trouble
 * @property {readonly { label: string, value: number, tone?: 'missed' }[]} figures
 * @property {readonly Act[]} acts
 * @property {readonly Node[]} parts below the figures
 */

/**
 * A way in or out: what it is, how it is, its figures, what is wrong with what to do, and what can be done with it.
 * @param {Connection} connection
 * @param {Note | undefined} note of what was done last
 * @param {(key: string, act: Act) => void} run
 */
export function connectionCard({ key, name, state, about, trouble, figures, acts, parts }, note, run) {
  const buttons = acts.filter(({ operation }) => may(operation)).map((act) => button(key, name, act, run));
  return element(
    'li',
    { class: 'connection', 'data-connection': key },
    element(
      'div',
      { class: 'heading' },
      element('h3', {}, name, ' ', pill(state.text, state.tone)),
      ...(buttons.length === 0 ? [] : [element('span', { class: 'actions' }, ...buttons)]),
    ),
    element('p', { class: 'soft' }, ...about),
    ...(trouble === null ? [] : [troubleBox(trouble)]),
    ...(figures.length === 0 ? [] : [figureList(figures)]),
    ...(note === undefined ? [] : [said(note)]),
    ...parts,
  );
}

/** @param {string} key @param {string} name @param {Act} act @param {(key: string, act: Act) => void} run */
function button(key, name, act, run) {
  const made = element(
    'button',
    {
      ...{ type: 'button', class: act.main ? 'small' : 'small plain', 'data-act': `${key}/${act.label}` },
      'aria-label': `${act.label}: ${name}`,
    },
    act.label,
  );
  made.addEventListener('click', () => {
    made.setAttribute('aria-busy', 'true');
    run(key, act);
  });
  return made;
}

/** @param {NonNullable<Connection['trouble']>} trouble */
function troubleBox({ what, remedy, when }) {
  return element(
    'div',
    { class: 'refused' },
    element('p', { class: 'what' }, ...withCode(what)),
    ...(remedy === '' ? [] : [element('p', {}, element('strong', {}, 'What to do: '), ...withCode(remedy))]),
    ...(when === null ? [] : [element('p', { class: 'soft' }, ...when)]),
  );
}

/** What stands between backticks is typed. @param {string} text */
function withCode(text) {
  return text.split('`').map((part, at) => (at % 2 === 0 ? part : element('code', {}, part)));
}

/** @param {Connection['figures']} figures */
function figureList(figures) {
  const items = figures.map(({ label, value, tone }) =>
    element(
      'div',
      {},
      element('dt', {}, label),
      element('dd', tone !== undefined && value > 0 ? { class: tone } : {}, count(value)),
    ),
  );
  return element('dl', { class: 'figures' }, ...items);
}

/** @param {Note} note */
function said({ text, bad }) {
  return element('p', bad ? { class: 'note missed', role: 'alert' } : { class: 'note', role: 'status' }, text);
}

/** Nothing is connected in this way: why one would, and how it begins. @param {string} words @param {string} command */
export function noConnection(words, command) {
  return element(
    'div',
    { class: 'no-connection' },
    element('p', {}, words),
    element('p', {}, element('code', {}, command)),
  );
}

/**
 * What is read when it is opened, and stays open while the card is drawn anew.
 * @param {string} key @param {string} title @param {{ open: Set<string>, onOpen: (key: string) => void }} memory
 * @param {readonly Node[]} content
 */
export function opening(key, title, { open, onOpen }, content) {
  const details = element(
    'details',
    open.has(key) ? { open: '' } : {},
    element('summary', { 'data-act': key }, title),
    ...content,
  );
  details.addEventListener('toggle', () => {
    const isOpen = /** @type {HTMLDetailsElement} */ (details).open;
    if (isOpen === open.has(key)) return;
    if (!isOpen) open.delete(key);
    else {
      open.add(key);
      onOpen(key);
    }
  });
  return details;
}

/** @param {string} label @param {readonly string[]} titles @param {readonly (readonly (Node | string)[])[]} rows the first cell names the row */
export function smallTable(label, titles, rows) {
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label },
    element(
      'table',
      { class: 'of-connection' },
      element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))),
      element(
        'tbody',
        {},
        ...rows.map(([first = '', ...cells]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, first),
            ...cells.map((cell) =>
              element('td', typeof cell === 'string' && /^[\d,.\s]+$/.test(cell) ? { class: 'number' } : {}, cell),
            ),
          ),
        ),
      ),
    ),
  );
}
