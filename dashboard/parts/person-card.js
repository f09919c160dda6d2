/** @import { ListedPrediction } from '../../api/contracts/prediction-list.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element, pill } from './elements.js';
import { post } from './http.js';
import { ifMay } from './may.js';
import { wordsOf } from './page.js';
import { ago, changeMark, nameOf, personPage, reachLinks, reasonList, shareOf, writeValue } from './people-words.js';
import { ring } from './svg.js';

/** @type {Record<string, 'good' | 'bad' | 'warn' | ''>} */
const tones = { hot: 'good', warm: 'warn', cold: '', critical: 'bad', high: 'bad', medium: 'warn', low: '' };

/** @typedef {'called' | 'written' | 'not_now' | 'won' | 'lost'} Kind */
/** @type {Record<Kind, { label: string, done: string }>} */
const kinds = {
  called: { label: 'Called', done: 'Called: hidden for three days.' },
  written: { label: 'Written', done: 'Written: hidden for three days.' },
  not_now: { label: 'Not now', done: 'Hidden for a week.' },
  won: { label: 'Won', done: 'Won: kept as an outcome.' },
  lost: { label: 'Lost', done: 'Lost: kept as an outcome.' },
};
/** @type {Record<ModelName, readonly Kind[]>} */
const offered = {
  lead_scoring: ['called', 'not_now', 'won', 'lost'],
  churn: ['called', 'not_now'],
  engagement: ['written', 'not_now'],
};

/**
 * Whom to call, why, and what can be said about it.
 * @param {ModelName} model @param {ListedPrediction} one @param {(by: number) => void} changed cards that came (1) or went (-1)
 */
export function personCard(model, one, changed) {
  const tier = one.quality_tier ?? one.risk_level ?? null;
  const tone = tier === null ? 'good' : (tones[tier] ?? '');
  const name = nameOf(one);
  const title =
    one.contact_id === null
      ? element('h2', {}, name)
      : element('h2', {}, element('a', { href: personPage(one.contact_id) }, name));
  const card = element(
    'li',
    { class: 'card person', 'data-subject': one.id },
    element(
      'div',
      { class: 'who' },
      ring(shareOf(model, one.value), writeValue(model, one.value), tone),
      element(
        'div',
        {},
        title,
        element(
          'p',
          { class: 'facts' },
          ...(tier === null ? [] : [pill(tier, tone)]),
          changeMark(model, one.change),
          ...(one.owner === null ? [] : [element('span', { class: 'soft' }, one.owner)]),
          ...(one.last_activity_at === null
            ? []
            : [element('span', { class: 'soft' }, `active ${ago(one.last_activity_at)}`)]),
          ...(one.opted_in ? [] : [pill('Opted out: do not write', 'bad')]),
        ),
      ),
    ),
    ...(one.best_day && one.opted_in
      ? [
          element(
            'p',
            { class: 'best' },
            `${one.best_day} ${one.optimal_send_time}`,
            element('span', { class: 'soft' }, ` ${one.time_zone}`),
          ),
        ]
      : []),
    reasonList(one.factors.positive, one.factors.negative),
    ...(one.recommendations[0] === undefined ? [] : [element('p', { class: 'todo' }, one.recommendations[0])]),
    element('div', { class: 'actions reach' }, ...reachLinks(one, one.opted_in)),
    ...ifMay('recordAction', element('div', { class: 'actions said' }, ...offered[model].map(button))),
  );
  return card;

  /** @param {Kind} kind */
  function button(kind) {
    const made = element(
      'button',
      { type: 'button', class: 'plain', 'aria-label': `${kinds[kind].label}: ${name}` },
      kinds[kind].label,
    );
    made.addEventListener('click', () => (kind === 'won' || kind === 'lost' ? askWhen(kind) : say(kind, undefined)));
    return made;
  }

  /** An outcome stays, so it is asked for once more, with its day. @param {Kind} kind */
  function askWhen(kind) {
    const today = new Date().toLocaleDateString('sv');
    const day = element('input', { type: 'date', id: `day-${one.id}`, max: today, value: today, required: '' });
    const form = element(
      'form',
      { class: 'actions asked' },
      element('label', { for: `day-${one.id}` }, `${kinds[kind].label} on`),
      day,
      element('button', { type: 'submit' }, `Yes, ${kinds[kind].label.toLowerCase()}`),
      cancel(),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const value = day instanceof HTMLInputElement ? day.value : today;
      say(kind, value === today ? undefined : new Date(`${value}T12:00`).toISOString());
    });
    const said = card.querySelector('.said');
    said?.replaceWith(form);
    day.focus();

    function cancel() {
      const made = element('button', { type: 'button', class: 'plain' }, 'Cancel');
      made.addEventListener('click', () => {
        if (said === null) return;
        form.replaceWith(said);
        said.querySelector('button')?.focus();
      });
      return made;
    }
  }

  /** @param {Kind} kind @param {string} [at] */
  async function say(kind, at) {
    const pressed = document.activeElement;
    const buttons = card.querySelectorAll('button');
    for (const each of buttons) each.disabled = true;
    try {
      const kept = await post('/api/v1/actions', {
        model,
        subject: one.id,
        kind,
        ...(at === undefined ? {} : { occurred_at: at }),
      });
      const done = element(
        'li',
        { class: 'card done', role: 'status', tabindex: '-1' },
        `${name}. ${kinds[kind].done} `,
      );
      if (kept.hidden_until !== null) done.append(undo(kept.id, done));
      card.replaceWith(done);
      done.focus();
      changed(-1);
    } catch (error) {
      for (const each of buttons) each.disabled = false;
      if (pressed instanceof HTMLElement) pressed.focus();
      refuse(card, error);
    }
  }

  /** @param {number} id @param {HTMLElement} done */
  function undo(id, done) {
    const made = element('button', { type: 'button', class: 'quiet' }, 'Undo');
    made.addEventListener('click', async () => {
      try {
        await post(`/api/v1/actions/${id}/undo`, {});
      } catch (error) {
        return refuse(done, error);
      }
      for (const each of card.querySelectorAll('button')) each.disabled = false;
      done.replaceWith(card);
      card.querySelector('a')?.focus();
      changed(1);
    });
    return made;
  }
}

/** @param {HTMLElement} card @param {unknown} error */
function refuse(card, error) {
  card.querySelector('.refused')?.remove();
  card.append(element('p', { class: 'refused missed', role: 'alert' }, wordsOf(error)));
}
