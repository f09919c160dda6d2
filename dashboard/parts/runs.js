/** @import { TrainingHistory, TrainingRun } from '../../api/contracts/history.ts' */
import { element, panel, pill } from './elements.js';
import { runStates } from './training.js';
import { count, duration, modelTitles, targetList, when } from './wording.js';

const headings = ['Model', 'Started', 'Outcome', 'Metrics', 'Samples', 'Duration'];

/** @param {HTMLElement} place @returns {(answer: TrainingHistory) => void} */
export function runsPanel(place) {
  return panel(place, ({ runs }) => {
    if (runs.length === 0) return [element('p', { class: 'soft' }, 'No run yet. Press Train.')];
    const head = element('tr', {}, ...headings.map((heading) => element('th', { scope: 'col' }, heading)));
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...runs.map(row)));
    return [element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Last runs' }, table)];
  });
}

/** @param {TrainingRun} run */
function row(run) {
  return element(
    'tr',
    {},
    element('td', {}, modelTitles[run.model]),
    element('td', {}, when(run.started_at)),
    element('td', {}, ...outcome(run)),
    element('td', {}, run.targets.length === 0 ? '–' : targetList(run.targets)),
    element('td', { class: 'number' }, samples(run)),
    element('td', { class: 'number' }, duration(run.duration_seconds)),
  );
}

/** @param {TrainingRun} run */
function outcome(run) {
  if (run.outcome === 'deployed') return [pill(`Deployed ${run.version ?? ''}`, 'good')];
  if (run.outcome === 'in_gate') return [pill(`${run.version ?? ''} on trial`, 'good')];
  if (run.outcome === 'champion_kept') return [pill('Champion kept', 'warn')];
  const { text, tone } = runStates[run.status];
  if (run.error === null) return [pill(text, tone)];
  return [pill(text, tone), element('p', { class: 'soft' }, `${run.error.message} ${run.error.remedy}`)];
}

/** @param {TrainingRun} run */
function samples({ training_samples: training, testing_samples: testing }) {
  return training === null || testing === null ? '–' : `${count(training)} + ${count(testing)}`;
}
