/** @import { Opened } from './page.js' */
import { element } from './elements.js';
import { Refusal } from './http.js';
import { keepAsking, wordsOf } from './page.js';

/** Nothing is there yet: says why, and what to do next. @param {string} title @param {string} words @param {...HTMLElement} actions */
export function emptyState(title, words, ...actions) {
  return element(
    'div',
    { class: 'card empty' },
    element('h2', {}, title),
    element('p', { class: 'soft' }, words),
    ...(actions.length === 0 ? [] : [element('div', { class: 'actions' }, ...actions)]),
  );
}

/** What stands where the content would be, until it could be read once. @param {unknown} error @param {() => unknown} again */
function failedState(error, again) {
  const status = error instanceof Refusal ? error.status : 0;
  const button = element('button', { type: 'button' }, 'Try again');
  button.addEventListener('click', () => again());
  const titles = /** @type {Readonly<Record<number, string>>} */ ({
    403: 'You may not see this',
    404: 'This is not here',
  });
  const card = emptyState(titles[status] ?? 'This could not be read', wordsOf(error), button);
  card.setAttribute('role', 'alert');
  return card;
}

/**
 * As `keepAsking`, but what fails before anything could be shown stands in the place of the content.
 * @param {number} milliseconds @param {Opened} opened @param {HTMLElement} place @param {() => Promise<void>} ask
 * @returns {() => Promise<void>} asks at once
 */
export function keepShowing(milliseconds, opened, place, ask) {
  let shown = false;
  /** @type {HTMLElement | null} */
  let failed = null;
  /** @type {ChildNode[]} */
  let content = [];
  const again = keepAsking(milliseconds, opened, async () => {
    try {
      await ask();
      shown = true;
      // unless what was asked for has put itself there
      if (failed?.isConnected) place.replaceChildren(...content);
      failed = null;
    } catch (error) {
      if (shown || (error instanceof Refusal && error.status === 401)) throw error;
      if (opened.leaving.aborted) return;
      if (failed === null) content = [...place.childNodes];
      failed = failedState(error, again);
      place.replaceChildren(failed);
    }
  });
  return again;
}

/** What stands in the place of the content while it is read. @param {number} cards */
export function loadingState(cards) {
  return [
    element('p', { class: 'unseen', role: 'status' }, 'Loading'),
    ...Array.from({ length: cards }, () => element('div', { class: 'card skeleton', 'aria-hidden': 'true' })),
  ];
}
