/** @import { Timeline } from '../../api/contracts/people.ts' */
import { element, keepPlace } from './elements.js';
import { get } from './http.js';

/** @type {Record<string, string>} */
const actions = { called: 'Called', written: 'Written to', not_now: 'Not now', won: 'Won', lost: 'Lost' };
/** @typedef {Timeline['entries'][number]} Entry */
/** @type {Record<Entry['kind'], { sign: string, words: (entry: Entry) => string }>} */
const kinds = {
  message_in: { sign: '←', words: ({ detail }) => detail ?? 'Wrote, without text' },
  message_out: { sign: '→', words: ({ detail }) => detail ?? 'We wrote, without text' },
  purchase: { sign: '◆', words: ({ label, detail }) => `Order of ${detail}${label === 'paid' ? '' : `, ${label}`}` },
  ticket_opened: { sign: '!', words: ({ label }) => `Opened a ticket: ${label}` },
  ticket_closed: { sign: '✓', words: ({ label }) => `Ticket closed: ${label}` },
  campaign_event: { sign: '@', words: ({ label, detail }) => `${upper(label)}: ${detail}` },
  lead_stage: { sign: '▸', words: ({ label, detail }) => `Lead ${detail} became ${label}` },
  action: { sign: '●', words: ({ label, detail }) => `${actions[label] ?? label}, by ${detail}` },
};
const titles = {
  message_in: 'They wrote',
  message_out: 'We wrote',
  purchase: 'Order',
  ticket_opened: 'Support',
  ticket_closed: 'Support',
  campaign_event: 'Campaign',
  lead_stage: 'Lead',
  action: 'Colleague',
};

/** What happened, newest first, page by page. @param {string} contact @param {string} zone IANA name */
export async function timeline(contact, zone) {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const list = element('ol', { class: 'timeline' });
  const more = element('button', { type: 'button', class: 'plain more' }, 'Show earlier');
  let cursor = '';
  more.addEventListener('click', add);
  await add();
  if (list.childElementCount === 0) return element('p', { class: 'soft' }, 'Nothing is known yet.');
  return element('div', {}, element('p', { class: 'soft' }, `Times in ${zone}.`), list, more);

  async function add() {
    /** @type {Timeline} */
    const page = await get(
      `/api/v1/people/${encodeURIComponent(contact)}/timeline?limit=30${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    list.append(...page.entries.map(entry));
    cursor = page.next_cursor ?? '';
    const goOn = keepPlace();
    more.hidden = page.next_cursor === null;
    goOn();
  }

  /** @param {Entry} happened */
  function entry(happened) {
    const { sign, words } = kinds[happened.kind];
    return element(
      'li',
      { class: happened.kind },
      element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
      element(
        'div',
        {},
        element(
          'p',
          { class: 'soft' },
          `${titles[happened.kind]} · `,
          element('time', { datetime: happened.at }, format.format(new Date(happened.at))),
        ),
        element('p', {}, words(happened)),
      ),
    );
  }
}

/** @param {string} text */
function upper(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
