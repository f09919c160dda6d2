/** @import { Opened } from './page.js' */
import { element, redraw } from './elements.js';
import { get, Refusal } from './http.js';
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

/**
 * What stands where the content would be, until it could be read once.
 * @param {unknown} error @param {() => unknown} again @param {string} [title] where neither role nor address is at fault
 */
export function failedState(error, again, title) {
  const card = emptyState(failedTitle(error, title), wordsOf(error), tryAgain(again));
  card.setAttribute('role', 'alert');
  return card;
}

/** @param {unknown} error @param {string} [title] */
function failedTitle(error, title = 'This could not be read') {
  const titles = /** @type {Readonly<Record<number, string>>} */ ({
    403: 'You may not see this',
    404: 'This is not here',
  });
  return titles[error instanceof Refusal ? error.status : 0] ?? title;
}

/** @param {() => unknown} again */
function tryAgain(again) {
  const button = element('button', { type: 'button' }, 'Try again');
  button.addEventListener('click', () => again());
  return button;
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
      if (failed?.isConnected) redraw(place, content);
      failed = null;
    } catch (error) {
      if (shown || (error instanceof Refusal && error.status === 401)) throw error;
      if (opened.leaving.aborted) return;
      if (failed === null) content = [...place.childNodes];
      failed = failedState(error, again);
      redraw(place, [failed]);
    }
  });
  return again;
}

/**
 * As `keepShowing`, for a page of parts that are read apart: what fails before it could be shown stands in its own part, so
 * that a server that is away takes no other part with it.
 * @param {number} milliseconds @param {Opened} opened
 * @param {readonly { place: HTMLElement, path: string, show: (answer: any) => void }[]} parts
 * @returns {() => Promise<void>} asks at once
 */
export function keepFilling(milliseconds, opened, parts) {
  /** @type {Set<HTMLElement>} */
  const shown = new Set();
  const again = keepAsking(milliseconds, opened, async () => {
    const failures = await Promise.all(parts.map(fill));
    const failure = failures.find((error) => error !== null);
    if (failure !== undefined) throw failure;
  });
  return again;

  /** @param {typeof parts[number]} part @returns {Promise<unknown>} what there is no place for in the part; null: nothing */
  async function fill({ place, path, show }) {
    try {
      show(await get(path));
      shown.add(place);
      return null;
    } catch (error) {
      if (shown.has(place) || (error instanceof Refusal && error.status === 401)) return error;
      const heading = place.querySelector(':scope > h2');
      const words = element(
        'div',
        { class: 'failed', role: 'alert' },
        element('h3', {}, failedTitle(error)),
        element('p', {}, wordsOf(error)),
        tryAgain(again),
      );
      if (!opened.leaving.aborted) redraw(place, [...(heading === null ? [] : [heading]), words]);
      return null;
    }
  }
}

/** What stands in the place of the content while it is read. @param {number} cards */
export function loadingState(cards) {
  return [
    element('p', { class: 'unseen', role: 'status' }, 'Loading'),
    ...Array.from({ length: cards }, () => element('div', { class: 'card skeleton', 'aria-hidden': 'true' })),
  ];
}
