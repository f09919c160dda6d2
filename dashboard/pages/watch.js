/** @import { Opened } from '../parts/page.js' */
import { calendarPanel } from '../parts/calendar.js';
import { element, section } from '../parts/elements.js';
import { get, post } from '../parts/http.js';
import { incidentsPanel } from '../parts/incidents.js';
import { mailboxPanel } from '../parts/mailbox.js';
import { metricHistory } from '../parts/metric-history.js';
import { schedulesPanel } from '../parts/schedules.js';
import { keepShowing } from '../parts/states.js';

const milliseconds = 10_000;

/** What is wrong, what ran, how right the answers were, and which mails went out. @param {Opened} opened */
export function showWatch(opened) {
  const { place, overview, leaving, report } = opened;
  const incidents = section('incidents', 'Incidents');
  const calendar = section('calendar', 'What ran');
  const figures = section('figures', 'Figures over time');
  const schedules = section('schedules', 'What runs by itself');
  const mailbox = section('mailbox', 'Mails');
  const content = element('div', { class: 'stack' }, incidents, calendar, figures, schedules, mailbox);
  place.replaceChildren(element('h1', { tabindex: '-1' }, 'Watch'), content);
  const actor = overview.person ?? 'dashboard';
  const showIncidents = incidentsPanel(incidents, async (incident) => {
    await post(`/api/v1/incidents/${incident}/acknowledge`, { actor }).catch(report);
    await again();
  });
  const showCalendar = calendarPanel(calendar, overview.business_time_zone);
  const showSchedules = schedulesPanel(schedules, actor, () => again());
  const showMails = mailboxPanel(mailbox);
  metricHistory(figures, leaving);
  const again = keepShowing(milliseconds, opened, content, async () => {
    showIncidents(await get('/api/v1/incidents'));
    showCalendar(await get('/api/v1/calendar'));
    showSchedules(await get('/api/v1/schedules'));
    showMails(await get('/api/v1/mails'));
  });
}
