/** @import { TrainingHistory, TrainingRun } from '../../api/contracts/history.ts' */
import { element, panel, pill } from './elements.js';
import { runAddress } from './model-words.js';
import { runStates } from './training.js';
import { count, duration, modelTitles, targetList, when } from './wording.js';

/** The last trainings, each a link to its page. @param {HTMLElement} place @returns {(answer: TrainingHistory) => void} */
export function runsPanel(place) {
  return panel(place, ({ runs }) =>
    runs.length === 0
      ? [element('p', { class: 'soft' }, 'No training yet. The first one takes about a minute.')]
      : [element('ul', { class: 'runs' }, ...runs.map(row))],
  );
}

/** @param {TrainingRun} run */
function row(run) {
  return element(
    'li',
    { 'data-run': run.run_id },
    element(
      'div',
      { class: 'what' },
      element('a', { href: runAddress(run.run_id) }, modelTitles[run.model]),
      element('span', { class: 'soft' }, when(run.started_at)),
    ),
    element('div', {}, outcomeOf(run)),
    run.targets.length === 0 ? element('p', { class: 'soft' }, whyNone(run)) : targetList(run.targets),
    element('p', { class: 'soft took' }, [samples(run), took(run)].filter(Boolean).join(' · ')),
  );
}

/** @param {Pick<TrainingRun, 'outcome' | 'version' | 'status'>} run */
export function outcomeOf({ outcome, version, status }) {
  if (outcome === 'deployed') return pill(`${version ?? ''} deployed`, 'good');
  if (outcome === 'in_gate') return pill(`${version ?? ''} on trial`, 'live');
  if (outcome === 'champion_kept') return pill('Champion kept', 'warn');
  const { text, tone } = runStates[status];
  return pill(text, tone);
}

/** @param {TrainingRun} run */
function whyNone({ error, status }) {
  if (error !== null) return `${error.message} ${error.remedy}`;
  return status === 'running' ? 'Under way.' : '';
}

/** @param {TrainingRun} run */
function samples({ training_samples: training, testing_samples: testing }) {
  return training === null || testing === null ? '' : `${count(training)} learnt, ${count(testing)} to test`;
}

/** @param {TrainingRun} run */
function took({ duration_seconds: seconds }) {
  return seconds === null ? '' : duration(seconds);
}
