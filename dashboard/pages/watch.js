/** @import { Opened } from '../parts/page.js' */
import { calendarPanel } from '../parts/calendar.js';
import { element, section } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { post } from '../parts/http.js';
import { incidentsPanel } from '../parts/incidents.js';
import { mailboxPanel } from '../parts/mailbox.js';
import { metricHistory } from '../parts/metric-history.js';
import { schedulesPanel } from '../parts/schedules.js';
import { keepFilling } from '../parts/states.js';

const milliseconds = 10_000;

/** What is wrong, what ran, how right the answers were, and which mails went out. @param {Opened} opened */
export function showWatch(opened) {
  const { place, overview, leaving, report } = opened;
  const incidents = section('incidents', 'Incidents');
  const calendar = section('calendar', 'What ran');
  const figures = section('figures', 'Figures over time');
  const schedules = section('schedules', 'What runs by itself');
  const mailbox = section('mailbox', 'Mails');
  place.replaceChildren(
    element('h1', { tabindex: '-1' }, 'Watch'),
    ...[incidents, calendar, figures, schedules, mailbox],
  );
  metricHistory(figures, leaving);
  const again = keepFilling(milliseconds, opened, [
    { place: incidents, path: '/api/v1/incidents?limit=50', show: incidentsPanel(incidents, acknowledge) },
    { place: calendar, path: '/api/v1/calendar', show: calendarPanel(calendar, overview.business_time_zone) },
    { place: schedules, path: '/api/v1/schedules', show: schedulesPanel(schedules, () => again()) },
    { place: mailbox, path: '/api/v1/mails', show: mailboxPanel(mailbox) },
  ]);
  onEvents(['incident', 'run', 'predictions'], leaving, again);

  /** @param {number} incident */
  async function acknowledge(incident) {
    await post(`/api/v1/incidents/${incident}/acknowledge`, {}).catch(report);
    await again();
  }
}
