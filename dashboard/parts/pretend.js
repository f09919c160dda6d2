/** @import { PretendBusiness } from '../../api/contracts/pretend-business.ts' */
import { element, redraw } from './elements.js';
import { get, post } from './http.js';
import { may, whyNot } from './may.js';
import { wordsOf } from './page.js';

const address = '/api/v1/pretend-business';
const askEvery = 1_000;

const steps = {
  simulate: 'People and what they did',
  train: 'Three models that learn from it',
  score: 'Whom to call, first',
};

/** @returns {Promise<PretendBusiness>} */
export function readPretend() {
  return get(address);
}

/**
 * Offers to make a pretend business, and shows how it comes about.
 * @param {PretendBusiness} first how it stands
 * @param {AbortSignal} leaving
 * @param {() => void} made once the lists are there
 */
export function pretendPanel(first, leaving, made) {
  const place = element('div', { class: 'pretend' });
  let timer = 0;
  /** The training may start counting anew: what is done stays done. */
  let share = 0;
  show(first);
  leaving.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return place;

  /** @param {PretendBusiness} status */
  function show(status) {
    if (leaving.aborted) return;
    if (status.state === 'working') {
      share = Math.max(share, status.share);
      redraw(place, underWay({ ...status, share }));
      timer = setTimeout(ask, askEvery);
    } else if (status.state === 'done') made();
    else redraw(place, offer(status));
  }

  async function ask() {
    try {
      show(await readPretend());
    } catch {
      // it goes on without us: ask again
      if (!leaving.aborted) timer = setTimeout(ask, askEvery);
    }
  }

  /** @param {PretendBusiness} status */
  function offer({ error }) {
    if (!may('makePretendBusiness')) return [whyNot('make a pretend business')];
    const start = element('button', { type: 'button' }, 'Make a pretend business');
    const problem = element('p', { class: 'missed', role: 'alert' });
    if (error !== null) problem.textContent = `${error.message} ${error.remedy}`;
    start.addEventListener('click', async () => {
      start.setAttribute('disabled', '');
      try {
        show(await post(address, {}));
      } catch (refusal) {
        problem.textContent = wordsOf(refusal);
        start.removeAttribute('disabled');
      }
    });
    return [
      start,
      element(
        'p',
        { class: 'soft' },
        'In about a minute: 200 invented people, models that learnt from them, and your first list. All of it is marked, and goes away again with one button.',
      ),
      problem,
    ];
  }
}

/** @param {PretendBusiness} status */
function underWay({ share, message, step }) {
  const names = Object.keys(steps);
  const at = step === null ? 0 : names.indexOf(step);
  return [
    element('p', { role: 'status' }, message ?? 'Waiting for a worker'),
    element('progress', { max: '1', value: String(share), 'aria-label': 'Making a pretend business' }),
    element(
      'ol',
      { class: 'steps' },
      ...Object.values(steps).map((words, number) =>
        element('li', number === at ? { 'aria-current': 'step' } : number < at ? { class: 'past' } : {}, words),
      ),
    ),
  ];
}
