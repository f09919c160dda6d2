/** @import { MailSummary, Mails } from '../../api/contracts/mails.ts' */
import { element, panel, pill } from './elements.js';
import { get } from './http.js';
import { when } from './wording.js';

/** @type {Record<MailSummary['state'], { text: string, tone: 'good' | 'bad' | 'warn' }>} */
const states = {
  queued: { text: 'Queued', tone: 'warn' },
  sent: { text: 'Sent', tone: 'good' },
  failed: { text: 'Not sent', tone: 'bad' },
};

/** @param {HTMLElement} place @returns {(answer: Mails) => void} */
export function mailboxPanel(place) {
  return panel(place, ({ mails }) =>
    mails.length === 0 ? [element('p', { class: 'soft' }, 'No alerts.')] : mails.map(entry),
  );
}

/** @param {MailSummary} mail */
function entry(mail) {
  const { text, tone } = states[mail.state];
  const body = element('pre', {}, 'Loading...');
  const details = element(
    'details',
    {},
    element('summary', {}, mail.subject),
    element('p', { class: 'soft' }, 'To ', mail.recipient, ' · ', when(mail.created_at), ' ', pill(text, tone)),
    ...(mail.last_error === null ? [] : [element('p', {}, `Attempt ${mail.attempts}: ${mail.last_error}`)]),
    body,
  );
  details.addEventListener('toggle', () => read(mail.id, body), { once: true });
  return details;
}

/** @param {number} id @param {HTMLElement} body */
async function read(id, body) {
  try {
    body.textContent = (await get(`/api/v1/mails/${id}`)).body;
  } catch (error) {
    body.textContent = String(error);
  }
}
