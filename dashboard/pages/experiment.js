/** @import { ExperimentReport } from '../../api/contracts/experiments.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, redraw } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { experimentActions } from '../parts/experiment-actions.js';
import { armsTable, splitOf } from '../parts/experiment-arms.js';
import { looksPlot, looksTable } from '../parts/experiment-plot.js';
import { percent, standingPill, verdictOf, versionsOf } from '../parts/experiment-words.js';
import { get } from '../parts/http.js';
import { ramp } from '../parts/ramp.js';
import { keepShowing, loadingState } from '../parts/states.js';
import { count, modelTitles, when } from '../parts/wording.js';

const milliseconds = 15_000;

/** One experiment with all its figures. @param {Opened} opened its id: the experiment's */
export function showExperiment(opened) {
  const { place, id, leaving } = opened;
  const title = element('h1', { tabindex: '-1' }, 'Experiment');
  const content = element('div', { class: 'stack' }, ...loadingState(3));
  place.replaceChildren(
    element('div', { class: 'person-head' }, element('a', { href: '#experiments' }, '← All experiments'), title),
    content,
  );
  let shown = '';
  const again = keepShowing(milliseconds, opened, content, async () => {
    /** @type {ExperimentReport} */
    const report = await get(`/api/v1/experiments/${encodeURIComponent(id)}`);
    const next = JSON.stringify(report);
    if (next === shown || leaving.aborted) return;
    shown = next;
    title.textContent = `${modelTitles[report.experiment.model]}: ${report.experiment.challenger}`;
    redraw(content, draw(report, again));
  });
  onEvents(['experiment', 'look'], leaving, again);
}

/** @param {ExperimentReport} report @param {() => unknown} done */
function draw(report, done) {
  const { experiment, looks, events } = report;
  const look = looks.at(-1);
  const actions = experimentActions(experiment, done);
  return [
    card(
      'standing',
      'How it stands',
      element('p', {}, standingPill(experiment), ' ', versionsOf(experiment)),
      verdictOf(report),
      ramp(report),
      ...(actions.length === 0 ? [] : [element('div', { class: 'actions' }, ...actions)]),
    ),
    ...(look === undefined
      ? []
      : [
          card('course', 'How it went', looksPlot(report), looksTable(report)),
          element(
            'div',
            { class: 'pair' },
            card(
              'arms',
              'Both arms',
              element('p', { class: 'soft' }, 'As of ', when(look.at)),
              armsTable(report, look),
            ),
            element(
              'div',
              { class: 'stack' },
              card('split', 'Is the split right?', ...splitOf(report, look)),
              card('plan', 'What decides', ...rulesOf(report)),
            ),
          ),
        ]),
    card('events', 'What happened', element('ol', { class: 'events' }, ...events.toReversed().map(event))),
  ];
}

/** @param {string} id @param {string} title @param {...(Node | string)} children */
function card(id, title, ...children) {
  return element(
    'section',
    { class: 'card', id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    ...children,
  );
}

/** @param {ExperimentReport} report */
function rulesOf({ experiment, looks }) {
  const { rules, mode, plan, rule } = experiment;
  const chance = looks.at(-1)?.lift?.chance_to_win;
  const bar =
    mode === 'paired'
      ? `its error is no higher than the champion's${rule === 'evidence' ? `, and surely not by ${rules.paired_margin}` : ''}`
      : `its results are more than ${percent(rules.minimum_lift, 0)} better${rule === 'evidence' ? ', and surely better at all' : ' as observed'}`;
  const facts = [
    ...(mode === 'live' ? [`at least ${count(rules.minimum_conversions)} results in each arm`] : []),
    `at least ${rules.minimum_days} days, at most ${rules.maximum_days}`,
  ];
  return [
    element('p', {}, `The challenger takes over when ${bar}. It takes ${facts.join(', ')}.`),
    ...(plan === null ? [] : [element('p', { class: 'soft' }, plan.reason)]),
    ...(chance === undefined || mode === 'paired'
      ? []
      : [
          element(
            'p',
            { class: 'soft' },
            `Chance that the challenger is better, as far as is known: ${percent(chance, 0)}. It is shown for information: nothing is decided by it.`,
          ),
        ]),
  ];
}

/** @type {Readonly<Record<string, string>>} */
const eventTitles = {
  submitted: 'Came as a challenger',
  started: 'Began',
  phase_started: 'Next phase',
  phase_closed: 'Phase ended',
  paused: 'Paused',
  resumed: 'Resumed',
  gate_invalid: 'Frozen',
  promoted: 'Challenger promoted',
  champion_kept: 'Champion kept',
  rolled_back: 'Rolled back',
  superseded: 'Ended without a verdict',
};

/** @param {ExperimentReport['events'][number]} event */
function event({ type, actor, reason, at }) {
  return element(
    'li',
    { class: actor === 'gate' ? '' : 'by-hand' },
    element('strong', {}, eventTitles[type] ?? type),
    element('span', { class: 'soft' }, ' ', when(at), actor === 'gate' ? '' : `, by ${actor}`),
    element('p', { class: 'soft' }, reason),
  );
}
