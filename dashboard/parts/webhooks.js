/** @import { PresentedWebhook } from '../../api/contracts/webhooks.ts' */
/** @import { Act, Connection } from './connection-card.js' */
import { lastly, stateOfWebhook, systemName } from './connection-words.js';
import { element } from './elements.js';
import { count, when } from './wording.js';

/** A system that posts. @param {PresentedWebhook} webhook @returns {Connection} */
export function webhookConnection(webhook) {
  const { name, kind, last_received_at: last, deliveries, last_failure: failure, unknown_events: unknown } = webhook;
  return {
    ...{ key: `webhook/${name}`, name, state: stateOfWebhook(webhook) },
    about: [`${systemName(kind)} · `, lastly('last delivery', last, 'nothing was posted yet')],
    trouble:
      failure === null
        ? null
        : {
            what: `${failure.event ?? 'A delivery'} could not be taken: ${failure.error.message}`,
            remedy: failure.error.remedy,
            when: ['Came ', when(failure.received_at)],
          },
    figures:
      last === null
        ? []
        : [
            { label: 'Taken', value: deliveries.taken },
            { label: 'Waiting', value: deliveries.waiting },
            { label: 'Nothing to learn from', value: deliveries.unused },
            { label: 'Unknown events', value: deliveries.unknown },
            { label: 'Failed', value: deliveries.failed, tone: 'missed' },
          ],
    acts: acts(webhook),
    parts: [
      addressOf(webhook),
      ...(unknown.length === 0 ? [] : [element('p', { class: 'soft' }, unknownWords(unknown))]),
    ],
  };
}

/** @param {PresentedWebhook} webhook @returns {Act[]} */
function acts({ name, paused, deliveries }) {
  const path = `/api/v1/webhooks/${name}`;
  const again = deliveries.failed + deliveries.unknown;
  return [
    ...(again === 0
      ? []
      : [
          /** @type {Act} */ ({
            ...{ label: 'Read again', operation: 'replayDeliveries', path: `${path}/replay`, body: {} },
            said: ({ replayed }) =>
              replayed === 1 ? 'One delivery is read again.' : `${count(replayed)} deliveries are read again.`,
          }),
        ]),
    paused
      ? { label: 'Resume', operation: 'resumeWebhook', path: `${path}/resume`, body: {}, main: true }
      : { label: 'Pause', operation: 'pauseWebhook', path: `${path}/pause`, body: {} },
  ];
}

/** To paste at the sender. @param {PresentedWebhook} webhook */
function addressOf({ name, address }) {
  const whole = new URL(address, location.origin);
  const id = `address-${name}`;
  const field = /** @type {HTMLInputElement} */ (
    element('input', { id, type: 'text', readonly: '', value: whole.href, 'data-act': `webhook/${name}/address` })
  );
  const copy = element(
    'button',
    {
      type: 'button',
      class: 'small plain',
      'data-act': `webhook/${name}/copy`,
      'aria-label': `Copy the address of ${name}`,
    },
    'Copy',
  );
  const told = element('span', { class: 'soft', role: 'status' });
  copy.addEventListener('click', async () => {
    field.select();
    // browsers have it on https and on this machine alone
    const copied = await navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false,
    );
    told.textContent = copied ? 'Copied.' : 'It is selected: copy it by the keyboard.';
  });
  field.addEventListener('focus', () => field.select());
  const isHere = /^(localhost|127\.|\[::1\])/.test(whole.hostname);
  return element(
    'div',
    { class: 'address' },
    element('label', { for: id }, 'Address to enter there'),
    element('div', { class: 'copied' }, field, copy, told),
    ...(isHere
      ? [
          element(
            'p',
            { class: 'soft' },
            'Other systems can’t reach this machine by that name: they need https and a name (docs/connect.md).',
          ),
        ]
      : []),
  );
}

/** @param {PresentedWebhook['unknown_events']} events */
function unknownWords(events) {
  const named = events.map(({ event, count: times }) => `${event} (${count(times)})`).join(', ');
  return `Nobody knows yet: ${named}. They are kept; a later release may.`;
}
