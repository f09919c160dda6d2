/** @import { ExperimentAnswer, ExperimentReport } from '../../api/contracts/experiments.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, redraw } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { experimentActions } from '../parts/experiment-actions.js';
import { looksPlot } from '../parts/experiment-plot.js';
import { experimentAddress, standingPill, verdictOf, versionsOf } from '../parts/experiment-words.js';
import { get } from '../parts/http.js';
import { ramp } from '../parts/ramp.js';
import { emptyState, keepShowing, loadingState } from '../parts/states.js';
import { modelTitles, onDay } from '../parts/wording.js';
import { showExperiment } from './experiment.js';

const milliseconds = 15_000;
const mostPast = 50;

/** Which challengers are on trial, and how trials ended. @param {Opened} opened its id: of one experiment */
export function showExperiments(opened) {
  const { place, id } = opened;
  if (id !== '') return showExperiment(opened);
  const content = element('div', { class: 'stack' }, ...loadingState(2));
  place.replaceChildren(
    element(
      'div',
      { class: 'person-head' },
      element('h1', { tabindex: '-1' }, 'Experiments'),
      element(
        'p',
        { class: 'soft' },
        'A newly trained model first answers for a small share of people. It takes over when it has proven better.',
      ),
    ),
    content,
  );
  let shown = '';
  const again = keepShowing(milliseconds, opened, content, async () => {
    /** @type {{ experiments: ExperimentAnswer[] }} */
    const { experiments } = await get(`/api/v1/experiments?limit=${mostPast}`);
    const underWay = experiments.filter(({ state }) => state !== 'ended' && state !== 'waiting');
    /** @type {ExperimentReport[]} */
    const reports = await Promise.all(
      underWay.map((each) => get(`/api/v1/experiments/${encodeURIComponent(each.id)}`)),
    );
    const next = JSON.stringify([experiments, reports]);
    if (next === shown || opened.leaving.aborted) return;
    shown = next;
    const waiting = experiments.filter(({ state }) => state === 'waiting');
    const past = experiments.filter(({ state }) => state === 'ended');
    redraw(content, [
      ...(reports.length === 0 ? [nothingRuns(opened)] : reports.map((report) => underWayCard(report, again))),
      ...(waiting.length === 0 ? [] : [waitingCard(waiting)]),
      ...(past.length === 0 ? [] : [pastCard(past)]),
    ]);
  });
  onEvents(['experiment', 'look'], opened.leaving, again);
}

/** @param {ExperimentReport} report @param {() => unknown} done */
function underWayCard(report, done) {
  const { experiment } = report;
  const { id, model } = experiment;
  const link = element('a', { class: 'button plain', href: experimentAddress(id) }, 'All figures');
  return element(
    'section',
    { class: 'card experiment', 'data-experiment': id, 'aria-labelledby': `${id}-heading` },
    element(
      'div',
      { class: 'heading' },
      element('h2', { id: `${id}-heading` }, modelTitles[model]),
      standingPill(experiment),
    ),
    element('p', {}, versionsOf(experiment)),
    verdictOf(report),
    ramp(report),
    looksPlot(report),
    element('div', { class: 'actions' }, ...experimentActions(experiment, done), link),
  );
}

/** @param {Opened} opened */
function nothingRuns({ overview }) {
  const { next_training_at: next, business_time_zone: zone } = overview;
  const models = element('a', { class: 'button', href: '#models' }, 'Train now');
  if (overview.models.every(({ state }) => state === 'missing'))
    return emptyState(
      'No experiment yet',
      'The first model of each kind serves at once. Experiments begin when a second one has been trained.',
      models,
    );
  const words =
    next === null
      ? 'No training is scheduled, so no challenger will come by itself.'
      : `The next challenger may come with the training on ${moment(next, zone)}. It goes on trial if it is no worse on the people that were held out.`;
  return emptyState('No experiment runs', words, models);
}

/** @param {string} at @param {string} zone */
function moment(at, zone) {
  const format = new Intl.DateTimeFormat(undefined, {
    ...{ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
    timeZone: zone,
  });
  return `${format.format(new Date(at))} (${zone})`;
}

/** @param {readonly ExperimentAnswer[]} waiting */
function waitingCard(waiting) {
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'waiting-heading' },
    element('h2', { id: 'waiting-heading' }, 'Next'),
    element(
      'ul',
      { class: 'past' },
      ...waiting.map((each) =>
        element(
          'li',
          {},
          element('span', { class: 'what' }, standingPill(each)),
          element('a', { href: experimentAddress(each.id) }, `${modelTitles[each.model]} ${each.challenger}`),
          element(
            'p',
            { class: 'soft' },
            'Begins when the experiment of this model has ended. A newer challenger would take its place.',
          ),
        ),
      ),
    ),
  );
}

/** @param {readonly ExperimentAnswer[]} past */
function pastCard(past) {
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'past-heading' },
    element('h2', { id: 'past-heading' }, 'Past experiments'),
    element('ul', { class: 'past' }, ...past.map(pastEntry)),
  );
}

/** @param {ExperimentAnswer} experiment */
function pastEntry(experiment) {
  const { id, model, challenger, champion, reason, ended_at: at, ended_by: by } = experiment;
  return element(
    'li',
    { 'data-experiment': id },
    element('span', { class: 'what' }, standingPill(experiment)),
    element(
      'span',
      {},
      element('a', { href: experimentAddress(id) }, `${modelTitles[model]} ${challenger}`),
      element('span', { class: 'soft' }, ` against ${champion}`),
    ),
    element(
      'span',
      { class: 'soft when' },
      ...(at === null ? [] : [onDay(at)]),
      ...(by === null || by === 'gate' ? [] : [`, ${by}`]),
    ),
    element('p', { class: 'soft' }, reason ?? ''),
  );
}
