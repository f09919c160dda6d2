/** @import { ScheduleAnswer, SchedulesAnswer } from '../../api/contracts/schedules.ts' */
import { element, panel, pill } from './elements.js';
import { when } from './wording.js';

/** @type {Record<ScheduleAnswer['state'], { text: string, tone: 'good' | 'warn' | 'bad' }>} */
const states = {
  active: { text: 'Active', tone: 'good' },
  paused: { text: 'Paused', tone: 'warn' },
  missing: { text: 'No worker yet', tone: 'bad' },
};

/** @param {HTMLElement} place @returns {(answer: SchedulesAnswer) => void} */
export function schedulesPanel(place) {
  return panel(place, ({ schedules }) =>
    schedules.length === 0
      ? [element('p', { class: 'soft' }, 'None.')]
      : [element('ul', { class: 'rows' }, ...schedules.map(row))],
  );
}

/** @param {ScheduleAnswer} schedule */
function row(schedule) {
  const { id, summary, state, next_at, last_at, firings } = schedule;
  const { text, tone } = states[state];
  const [latest] = firings;
  const lines = [
    [summary],
    ...(state === 'paused' ? [whyPaused(schedule)] : []),
    ...(latest === undefined ? [] : [outcome(latest)]),
  ];
  return element(
    'li',
    {},
    element('span', { class: 'whole' }, id),
    element('span', {}, ...firing(next_at, last_at)),
    pill(text, tone),
    ...lines.map((line) => element('p', { class: 'soft' }, ...line)),
  );
}

/** @param {string | null} next @param {string | null} last */
function firing(next, last) {
  return [
    ...(next === null ? ['Does not fire'] : ['Next ', when(next)]),
    ...(last === null ? [', not fired yet'] : [', last ', when(last)]),
  ];
}

/** A pause from Temporal's own page or command line leaves only a note, if anything. @param {ScheduleAnswer} schedule */
function whyPaused({ last_command, note }) {
  if (last_command?.command !== 'pause') return [`Paused. ${note ?? ''}`];
  return [`Paused by ${last_command.actor}, `, when(last_command.at), `: ${last_command.reason}`];
}

/** @param {ScheduleAnswer['firings'][number]} firing */
function outcome({ at, outcome, retrain_id, reason }) {
  return [when(at), outcome === 'started' ? `: started ${retrain_id}. ` : ': skipped. ', reason];
}
