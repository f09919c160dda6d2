/** @import { MailSummary, Mails } from '../../api/contracts/mails.ts' */
import { element, panel, pill } from './elements.js';
import { get } from './http.js';
import { wordsOf } from './page.js';
import { when } from './wording.js';

/** @type {Record<MailSummary['state'], { text: string, tone: 'good' | 'bad' | 'warn' }>} */
const states = {
  queued: { text: 'Waits', tone: 'warn' },
  sent: { text: 'Sent', tone: 'good' },
  failed: { text: 'Not delivered', tone: 'bad' },
};

/** @param {HTMLElement} place @returns {(answer: Mails) => void} */
export function mailboxPanel(place) {
  return panel(place, (/** @type {Mails} */ { mails }) => {
    if (mails.length === 0)
      return [
        element(
          'p',
          { class: 'soft' },
          'No mail yet. When something goes wrong, ALERT_TO gets one, and it is listed here.',
        ),
      ];
    const failed = mails.filter(({ state }) => state === 'failed');
    return [...(failed.length === 0 ? [] : [undeliverable(failed)]), ...mails.map(entry)];
  });
}

/** @param {readonly MailSummary[]} failed */
function undeliverable(failed) {
  const [latest] = failed;
  const many = failed.length === 1 ? 'One mail' : `${failed.length} mails`;
  return element(
    'div',
    { class: 'problem', id: 'undeliverable' },
    element('strong', {}, `${many} could not be delivered.`),
    ` ${latest?.last_error ?? ''} Check SMTP_URL and ALERT_TO, then `,
    element('code', {}, 'npx perennial alerts test'),
    ' shows whether mail arrives.',
  );
}

/** @param {MailSummary} mail */
function entry(mail) {
  const { text, tone } = states[mail.state];
  const body = element('pre', {}, 'Loading...');
  const details = element(
    'details',
    { 'data-mail': String(mail.id) },
    element('summary', {}, mail.subject, ' ', pill(text, tone)),
    element('p', { class: 'soft' }, 'To ', mail.recipient, ' · ', when(mail.created_at)),
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
    body.textContent = wordsOf(error);
  }
}
