/** @import { Calendar, CalendarEntry } from '../../api/contracts/calendar.ts' */
import { element, panel } from './elements.js';
import { scheduleTitle } from './schedule-words.js';
import { count, modelTitles } from './wording.js';

const weeks = 5;
const dayMs = 86_400_000;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** @typedef {{ sign: string, tone: string, words: string }} Mark */

/** What ran on which day, and why something did not. @param {HTMLElement} place @param {string} zone of the business */
export function calendarPanel(place, zone) {
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const inWords = new Intl.DateTimeFormat(undefined, {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const timeOf = new Intl.DateTimeFormat(undefined, { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  const named = (/** @type {string} */ day) => inWords.format(new Date(`${day}T00:00:00Z`));
  let chosen = '';

  return panel(place, (/** @type {Calendar} */ { entries }) => {
    const byDay = Map.groupBy(entries, ({ at }) => dayOf.format(new Date(at)));
    const today = dayOf.format(new Date());
    const last = entries.find(isScheduledTraining);
    if (!byDay.has(chosen)) chosen = last === undefined ? today : dayOf.format(new Date(last.at));
    const details = element('div', { class: 'of-day', 'aria-live': 'polite' });
    const buttons = new Map(daysUntil(today).map((day) => [day, cell(day)]));
    choose(chosen);
    return [
      element('p', { class: 'lead' }, ...verdict(last)),
      element('div', { class: 'days' }, element('div', {}, table(), legend()), details),
      element('p', { class: 'soft' }, `Days in ${zone}. The hourly watch is left out.`),
    ];

    function table() {
      return element(
        'table',
        { class: 'calendar' },
        element('caption', { class: 'unseen' }, `What ran in the last ${weeks} weeks, by day`),
        element('thead', {}, element('tr', {}, ...weekdays.map((day) => element('th', { scope: 'col' }, day)))),
        element(
          'tbody',
          {},
          ...Array.from({ length: weeks }, (_, week) =>
            element(
              'tr',
              {},
              ...[...buttons.values()].slice(week * 7, week * 7 + 7).map((each) => element('td', {}, each)),
            ),
          ),
        ),
      );
    }

    /** @param {string} day */
    function cell(day) {
      const of = byDay.get(day) ?? [];
      const marks = of.map(markOf);
      const shown = Object.values(kinds).filter((kind) => marks.includes(kind));
      const words = of.length === 0 ? 'nothing ran' : [...new Set(marks.map((mark) => mark.words))].join(', ');
      const future = day > today;
      const button = element(
        'button',
        {
          ...{ type: 'button', 'data-day': day, 'aria-label': `${named(day)}: ${future ? 'to come' : words}` },
          ...(future ? { disabled: '' } : {}),
        },
        element('span', { class: day === today ? 'number today' : 'number' }, String(Number(day.slice(8)))),
        element(
          'span',
          { class: 'marks', 'aria-hidden': 'true' },
          ...shown.map(({ sign, tone }) => element('span', { class: tone }, sign)),
        ),
      );
      button.addEventListener('click', () => choose(day));
      return button;
    }

    /** @param {string} day */
    function choose(day) {
      chosen = day;
      for (const [each, button] of buttons) button.setAttribute('aria-pressed', String(each === day));
      const of = byDay.get(day) ?? [];
      details.replaceChildren(
        element('h3', {}, named(day)),
        of.length === 0
          ? element('p', { class: 'soft' }, 'Nothing ran.')
          : element(
              'ul',
              {},
              ...of.map((entry) =>
                element(
                  'li',
                  {},
                  element('time', { class: 'soft', datetime: entry.at }, timeOf.format(new Date(entry.at))),
                  told(entry),
                ),
              ),
            ),
      );
    }

    /** @param {CalendarEntry | undefined} entry */
    function verdict(entry) {
      if (entry === undefined) return ['No scheduled training yet.'];
      const day = named(dayOf.format(new Date(entry.at)));
      if (entry.kind === 'skipped')
        return [element('strong', {}, `Last training, ${day}: skipped.`), ` ${entry.reason}`];
      if (entry.kind !== 'training') return [];
      return [element('strong', {}, `Last training, ${day}: ${cameOf(entry)}.`), ` ${entry.reason ?? ''}`];
    }
  });
}

/** Monday four weeks ago to this week's Sunday. @param {string} today YYYY-MM-DD */
function daysUntil(today) {
  const now = Date.parse(`${today}T00:00:00Z`);
  const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * dayMs - (weeks - 1) * 7 * dayMs;
  return Array.from({ length: weeks * 7 }, (_, day) => new Date(monday + day * dayMs).toISOString().slice(0, 10));
}

/** @param {CalendarEntry} entry */
function isScheduledTraining(entry) {
  return entry.kind === 'skipped' || (entry.kind === 'training' && entry.schedule !== null);
}

/** @type {Readonly<Record<string, Mark>>} */
const kinds = {
  trained: { sign: '●', tone: 'met', words: 'trained' },
  running: { sign: '◐', tone: 'live', words: 'training' },
  failed: { sign: '✕', tone: 'missed', words: 'training failed' },
  skipped: { sign: '○', tone: '', words: 'training skipped' },
  missed: { sign: '!', tone: 'missed', words: 'something did not run' },
  routine: { sign: '·', tone: 'soft', words: 'scored and measured' },
};

/** @param {CalendarEntry} entry @returns {Mark} */
function markOf(entry) {
  const name =
    entry.kind === 'training'
      ? entry.state === 'running'
        ? 'running'
        : entry.runs.some(({ state }) => state !== 'completed')
          ? 'failed'
          : 'trained'
      : entry.kind === 'skipped' || entry.kind === 'missed'
        ? entry.kind
        : 'routine';
  return /** @type {Mark} */ (kinds[name]);
}

function legend() {
  const shown = ['trained', 'skipped', 'failed', 'missed', 'routine'];
  return element(
    'p',
    { class: 'soft marks-legend', 'aria-hidden': 'true' },
    ...shown.flatMap((name) => {
      const { sign, tone, words } = /** @type {Mark} */ (kinds[name]);
      return [element('span', { class: tone }, sign), ` ${words}  `];
    }),
  );
}

/** @type {Readonly<Record<string, string>>} */
const outcomes = { deployed: 'deployed', champion_kept: 'champion kept', in_gate: 'on trial' };
/** @type {Readonly<Record<string, string>>} */
const triggers = {
  cli: 'started from the command line',
  api: 'started by hand',
  schedule: 'started by the schedule',
  degradation: 'started because a model got worse',
  demo: 'started by the demo',
};

/** @param {Extract<CalendarEntry, { kind: 'training' }>} training */
function cameOf({ runs, state }) {
  if (runs.length === 0) return state === 'running' ? 'under way' : state;
  return runs
    .map((run) => {
      const came = run.outcome === null ? (run.state === 'running' ? 'under way' : run.state) : outcomes[run.outcome];
      return `${modelTitles[run.model].toLowerCase()} ${came}`;
    })
    .join(', ');
}

/** @param {CalendarEntry} entry */
function told(entry) {
  switch (entry.kind) {
    case 'training':
      return element(
        'div',
        {},
        element('a', { href: `#run/${encodeURIComponent(entry.retrain_id)}` }, `Training: ${cameOf(entry)}`),
        element('p', { class: 'soft' }, [triggers[entry.trigger], entry.reason].filter(Boolean).join('. ')),
        ...entry.runs.flatMap(({ model, error }) =>
          error === null ? [] : [element('p', { class: 'missed' }, `${modelTitles[model]}: ${error}`)],
        ),
      );
    case 'skipped':
      return element(
        'div',
        {},
        `${scheduleTitle(entry.schedule)}: skipped.`,
        element('p', { class: 'soft' }, entry.reason),
      );
    case 'missed':
      return element(
        'div',
        {},
        element('a', { href: `#incident-${entry.incident}` }, 'Something did not run'),
        element('p', { class: 'soft' }, entry.reason),
      );
    case 'scoring':
      return element('div', {}, `Scored ${count(entry.subjects)} leads and contacts: ${listOf(entry.models)}.`);
    case 'measuring':
      return element('div', {}, `Measured how right the answers were: ${listOf(entry.models)}.`);
  }
}

/** @param {readonly (keyof typeof modelTitles)[]} models */
function listOf(models) {
  return models.map((model) => modelTitles[model].toLowerCase()).join(', ');
}
