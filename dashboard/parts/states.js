/** @import { Opened } from './page.js' */
/** @import { Topic } from './events.js' */
import { element } from './elements.js';
import { onEvents } from './events.js';
import { Refusal } from './http.js';
import { keepAsking, wordsOf } from './page.js';

/** ms after an event: several that come together count as one. */
const soon = 300;

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

/**
 * What stands where the content would be, until it could be read once.
 * @param {unknown} error @param {() => unknown} again @param {string} [title] where neither role nor address is at fault
 */
export function failedState(error, again, title = 'This could not be read') {
  const status = error instanceof Refusal ? error.status : 0;
  const button = element('button', { type: 'button' }, 'Try again');
  button.addEventListener('click', () => again());
  const titles = /** @type {Readonly<Record<number, string>>} */ ({
    403: 'You may not see this',
    404: 'This is not here',
  });
  const card = emptyState(titles[status] ?? title, wordsOf(error), button);
  card.setAttribute('role', 'alert');
  return card;
}

/**
 * As `keepAsking`, but what fails before anything could be shown stands in the place of the content.
 * @param {number} milliseconds @param {Opened} opened @param {HTMLElement} place @param {() => Promise<void>} ask
 * @param {readonly Topic[]} topics of events after which it is asked at once
 * @returns {() => Promise<void>} asks at once
 */
export function keepShowing(milliseconds, opened, place, ask, topics = []) {
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
  let timer = 0;
  opened.leaving.addEventListener('abort', () => clearTimeout(timer), { once: true });
  onEvents(topics, opened.leaving, () => {
    clearTimeout(timer);
    timer = setTimeout(again, soon);
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
