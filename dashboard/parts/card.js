import { element } from './elements.js';
import { Refusal } from './http.js';
import { wordsOf } from './page.js';

/**
 * What stands where nothing can be shown, and what to do next.
 * @param {string} title @param {string} words @param {...(Node | string)} more
 */
export function emptyCard(title, words, ...more) {
  return card(element('h2', {}, title), words, ...more);
}

/** @param {Node} heading @param {string} words @param {...(Node | string)} more */
function card(heading, words, ...more) {
  return element('div', { class: 'card empty' }, heading, element('p', { class: 'soft' }, words), ...more);
}

/**
 * Why something could not be read. Whoever may not see it is told so; everybody else can try again.
 * @param {string} title @param {unknown} error @param {() => void} again @param {string} level of the heading: a whole page has the first
 */
export function failureCard(title, error, again, level = 'h2') {
  const forbidden = error instanceof Refusal && error.status === 403;
  const heading = element(level, { tabindex: '-1' }, forbidden ? 'This is not for your role' : title);
  if (forbidden) return card(heading, `${wordsOf(error)} Ask a colleague who may.`);
  const button = element('button', { type: 'button' }, 'Try again');
  button.addEventListener('click', again);
  return card(heading, wordsOf(error), button);
}
