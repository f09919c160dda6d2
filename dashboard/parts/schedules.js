/** @import { ScheduleAnswer, SchedulesAnswer } from '../../api/contracts/schedules.ts' */
import { askReason } from './ask-reason.js';
import { element, panel, pill } from './elements.js';
import { post } from './http.js';
import { may } from './may.js';
import { scheduleTitle } from './schedule-words.js';
import { when } from './wording.js';

/** @type {Record<ScheduleAnswer['state'], { text: string, tone: 'good' | 'warn' | 'bad' }>} */
const states = {
  active: { text: 'Active', tone: 'good' },
  paused: { text: 'Paused', tone: 'warn' },
  missing: { text: 'No worker yet', tone: 'bad' },
};

/**
 * @param {HTMLElement} place @param {() => unknown} done called after a command
 * @returns {(answer: SchedulesAnswer) => void}
 */
export function schedulesPanel(place, done) {
  return panel(place, ({ schedules }) =>
    schedules.length === 0
      ? [element('p', { class: 'soft' }, 'Nothing runs by itself.')]
      : [
          element(
            'ul',
            { class: 'schedules' },
            ...schedules.map((/** @type {ScheduleAnswer} */ each) => row(each, done)),
          ),
        ],
  );
}

/** @param {ScheduleAnswer} schedule @param {() => unknown} done */
function row(schedule, done) {
  const { id, summary, state, next_at, last_at, firings } = schedule;
  const { text, tone } = states[state];
  const [latest] = firings;
  const lines = [
    [summary],
    ...(state === 'paused' ? [whyPaused(schedule)] : []),
    ...(state === 'missing' ? [['It comes with the first worker: npm start.']] : []),
    ...(latest === undefined ? [] : [outcome(latest)]),
  ];
  return element(
    'li',
    { 'data-schedule': id },
    element(
      'div',
      { class: 'heading' },
      element('h3', {}, scheduleTitle(id), ' ', pill(text, tone)),
      element('span', { class: 'actions' }, ...commands(schedule, done)),
    ),
    element('p', {}, ...firing(next_at, last_at)),
    ...lines.map((line) => element('p', { class: 'soft' }, ...line)),
  );
}

/** @param {ScheduleAnswer} schedule @param {() => unknown} done */
function commands({ id, state }, done) {
  if (state === 'missing') return [];
  const title = scheduleTitle(id);
  const rest =
    state === 'paused'
      ? {
          operation: /** @type {const} */ ('resumeSchedule'),
          name: 'resume',
          label: 'Resume',
          explains: 'It runs by itself again.',
        }
      : {
          operation: /** @type {const} */ ('pauseSchedule'),
          name: 'pause',
          label: 'Pause',
          explains: 'It does not run until somebody resumes it.',
        };
  const now = {
    operation: /** @type {const} */ ('triggerSchedule'),
    ...{ name: 'trigger', label: 'Run now', explains: 'It runs as if its time had come.' },
  };
  const possible = [rest, now].filter(({ operation }) => may(operation));
  return possible.map(({ name, label, explains }) => {
    const button = element(
      'button',
      { type: 'button', class: name === 'resume' ? '' : 'plain', 'aria-label': `${label}: ${title}` },
      label,
    );
    button.addEventListener('click', () =>
      askReason({ title: `${label}: ${title}`, explains, action: label }, async (reason) => {
        await post(`/api/v1/schedules/${encodeURIComponent(id)}/${name}`, { reason });
        done();
      }),
    );
    return button;
  });
}

/** @param {string | null} next @param {string | null} last */
function firing(next, last) {
  return [
    ...(next === null ? ['Does not run'] : ['Next ', when(next)]),
    ...(last === null ? [', has not run yet.'] : [', last ', when(last), '.']),
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
