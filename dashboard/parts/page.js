/** @import { Overview } from '../../api/contracts/overview.ts' */

/**
 * What a page is given when it is shown.
 * @typedef {object} Opened
 * @property {HTMLElement} place which the page fills
 * @property {string} id what follows the page's name in the address; empty: nothing does
 * @property {Overview} overview
 * @property {AbortSignal} leaving aborted as soon as another page is shown
 * @property {(error: unknown) => void} report shows above the page what went wrong; null: nothing does any more
 */

/**
 * Asks now, and again for as long as the page is shown. What fails is reported, and asked again.
 * @param {number} milliseconds between two answers
 * @param {Pick<Opened, 'leaving' | 'report'>} opened
 * @param {() => Promise<void>} ask
 * @returns {() => Promise<void>} asks at once
 */
export function keepAsking(milliseconds, { leaving, report }, ask) {
  let timer = 0;
  async function now() {
    clearTimeout(timer);
    try {
      await ask();
      if (!leaving.aborted) report(null);
    } catch (error) {
      if (!leaving.aborted) report(error);
    }
    clearTimeout(timer);
    if (!leaving.aborted) timer = setTimeout(now, milliseconds);
  }
  leaving.addEventListener('abort', () => clearTimeout(timer), { once: true });
  now();
  return now;
}

/** @param {unknown} error */
export function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
