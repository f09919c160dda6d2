/** @import { Opened } from '../parts/page.js' */
import { element, section } from '../parts/elements.js';
import { get, post } from '../parts/http.js';
import { incidentsPanel } from '../parts/incidents.js';
import { mailboxPanel } from '../parts/mailbox.js';
import { keepAsking } from '../parts/page.js';
import { schedulesPanel } from '../parts/schedules.js';

const milliseconds = 10_000;

/** What is wrong, what fires when, and which mails went out. @param {Opened} opened its id: of an incident to open */
export function showWatch({ place, id, overview, leaving, report }) {
  const incidents = section('incidents', 'Incidents');
  const schedules = section('schedules', 'Schedules');
  const mailbox = section('mailbox', 'Mailbox');
  place.replaceChildren(element('h1', { tabindex: '-1' }, 'Watch'), incidents, schedules, mailbox);
  const actor = overview.person ?? 'dashboard';
  const showIncidents = incidentsPanel(incidents, id, async (incident) => {
    await post(`/api/v1/incidents/${incident}/acknowledge`, { actor }).catch(report);
    await again();
  });
  const showSchedules = schedulesPanel(schedules);
  const showMails = mailboxPanel(mailbox);
  const again = keepAsking(milliseconds, { leaving, report }, async () => {
    showIncidents(await get('/api/v1/incidents'));
    showSchedules(await get('/api/v1/schedules'));
    showMails(await get('/api/v1/mails'));
  });
}
