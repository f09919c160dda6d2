/** @import { Incident, IncidentReport } from '../../api/contracts/incidents.ts' */
/** @import { Opened } from '../parts/page.js' */
import { askReason } from '../parts/ask-reason.js';
import { element, redraw } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { get, post } from '../parts/http.js';
import { byMetric, figureWords, incidentPlot } from '../parts/incident-plot.js';
import { courseOf, incidentPill, incidentTitle, isOver, mayBeAcknowledged } from '../parts/incident-words.js';
import { may } from '../parts/may.js';
import { wordsOf } from '../parts/page.js';
import { keepShowing, loadingState } from '../parts/states.js';

const milliseconds = 10_000;

/** One incident: what its mail says, and more. @param {Opened} opened its id: the incident's number */
export function showIncident(opened) {
  const { place, id, leaving } = opened;
  const title = element('h1', { tabindex: '-1' }, `Incident ${id}`);
  const content = element('div', { class: 'stack' }, ...loadingState(3));
  place.replaceChildren(
    element('div', { class: 'person-head' }, element('a', { href: '#watch' }, '← All that is watched'), title),
    content,
  );
  let shown = '';
  const again = keepShowing(milliseconds, opened, content, async () => {
    /** @type {IncidentReport} */
    const report = await get(`/api/v1/incidents/${id}/report`);
    const next = JSON.stringify(report);
    if (next === shown || leaving.aborted) return;
    shown = next;
    title.textContent = incidentTitle(report.incident);
    redraw(content, draw(report, { again }));
  });
  onEvents(['incident', 'run'], leaving, again);
}

/** @typedef {{ again: () => Promise<void> }} Acting */

/** @param {IncidentReport} report @param {Acting} acting */
function draw(report, acting) {
  const { incident, series, causes } = report;
  const { detail, answer, retrain_id: retrain, version } = incident;
  const figures = byMetric(series);
  const done = answer !== '' || retrain !== null;
  return [
    card(
      'happened',
      'What happened',
      element('p', {}, incidentPill(incident), ' ', element('span', { class: 'soft' }, ...courseOf(incident))),
      ...figures
        .map(figureWords)
        .filter(Boolean)
        .map((words) => element('p', {}, words)),
      ...(detail === '' ? [] : [element('p', {}, detail)]),
      ...(version === null ? [] : [element('p', { class: 'soft' }, `It is about version ${version}.`)]),
    ),
    ...(isOver(incident) ? [] : [card('to-do', 'What to do', ...toDo(report, acting))]),
    element(
      'div',
      { class: 'pair' },
      ...(causes.length === 0
        ? []
        : [card('causes', 'Likely causes', element('ol', {}, ...causes.map((words) => element('li', {}, words))))]),
      ...(done ? [card('answer', 'What was done by itself', ...answerOf(incident))] : []),
    ),
    ...(figures.length === 0
      ? []
      : [card('course', 'How it came', ...figures.map((figure) => incidentPlot(figure, incident)))]),
  ];
}

/** @param {Incident} incident */
function answerOf({ answer, retrain_id: retrain }) {
  return [
    ...(answer === '' ? [] : [element('p', {}, answer)]),
    ...(retrain === null
      ? []
      : [element('p', {}, element('a', { href: `#run/${encodeURIComponent(retrain)}` }, 'See the training'))]),
  ];
}

/** @param {string} id @param {string} title @param {...(Node | string)} children */
function card(id, title, ...children) {
  return element(
    'section',
    { class: 'card incident-part', id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    ...children,
  );
}

/** @param {IncidentReport} report @param {Acting} acting */
function toDo({ incident, advice }, acting) {
  const said = element('p', { class: 'missed', role: 'alert', hidden: '' });
  const rows = advice.map(({ text, command, action }) => {
    const typed = command === null ? [] : [element('code', {}, command)];
    return action === null
      ? element('li', {}, element('span', {}, ...typed, ' ', text))
      : element(
          'li',
          { class: 'pressed' },
          actionFor(action, incident, acting, said),
          element(
            'span',
            {},
            text,
            ...(command === null ? [] : [element('span', { class: 'soft typed' }, 'or type ', ...typed)]),
          ),
        );
  });
  const acknowledge = element('button', { type: 'button' }, 'Acknowledge');
  acknowledge.addEventListener('click', () =>
    press(said, async () => {
      await post(`/api/v1/incidents/${incident.id}/acknowledge`, {});
      await acting.again();
    }),
  );
  return [
    element('ul', { class: 'advice' }, ...rows),
    ...(mayBeAcknowledged(incident) && may('acknowledgeIncident')
      ? [
          element(
            'div',
            { class: 'actions' },
            acknowledge,
            element('span', { class: 'soft' }, 'Says that you look after it: its mail is not repeated.'),
          ),
        ]
      : []),
    said,
  ];
}

/**
 * The button of an advice: it acts, or leads to where one can.
 * @param {NonNullable<IncidentReport['advice'][number]['action']>} action @param {Incident} incident @param {Acting} acting
 * @param {HTMLElement} said
 */
function actionFor({ label, page }, { model }, { again }, said) {
  const acts = (page === 'train' && may('startTraining')) || (page.startsWith('rollback-') && may('rollBackModel'));
  if (!acts || model === null) return element('a', { class: 'button plain', href: `#${page}` }, label);
  const button = element('button', { type: 'button', class: page === 'train' ? '' : 'danger' }, label);
  button.addEventListener('click', () => {
    if (page === 'train')
      return press(said, async () => {
        await post('/api/v1/training/start', { model });
        location.hash = '#models';
      });
    askReason(
      {
        ...{ title: 'Roll back to the version before?', action: label, danger: true },
        explains: 'The version that served before serves everybody again, at once.',
      },
      async (reason) => {
        await post(`/api/v1/models/${model}/rollback`, { reason });
        await again();
      },
    );
  });
  return button;
}

/** What was refused is said beside the button. @param {HTMLElement} said @param {() => Promise<void>} act */
async function press(said, act) {
  said.hidden = true;
  try {
    await act();
  } catch (error) {
    said.textContent = wordsOf(error);
    said.hidden = false;
  }
}
