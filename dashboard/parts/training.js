/** @import { ModelProgress, TrainingStatus } from '../../api/contracts/training.ts' */
import { element, panel, pill } from './elements.js';
import { metricList, modelTitles } from './wording.js';

/** @type {Record<TrainingStatus['status'], { text: string, tone: 'good' | 'bad' | 'warn' | 'live' | '' }>} */
const states = {
  idle: { text: 'Not trained yet', tone: '' },
  training: { text: 'Training', tone: 'live' },
  completed: { text: 'Completed', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  cancelled: { text: 'Cancelled', tone: 'warn' },
};

/** @type {Record<ModelProgress['state'], { text: string, tone: 'good' | 'bad' | 'warn' | 'live' }>} */
export const runStates = {
  running: { text: 'Running', tone: 'live' },
  completed: { text: 'Completed', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  cancelled: { text: 'Cancelled', tone: 'warn' },
};

/**
 * Progress, and the buttons that start and stop.
 * @param {HTMLElement} place
 * @param {{ start: (model: string) => void, stop: () => void }} actions `start` takes a model, or `all`
 * @returns {(status: TrainingStatus) => void}
 */
export function trainingPanel(place, actions) {
  const state = element('span', { class: 'pill' });
  const message = element('p', { role: 'status' });
  const progress = /** @type {HTMLProgressElement} */ (
    element('progress', { max: '100', value: '0', 'aria-labelledby': 'training-heading' })
  );
  const rows = element('ul', { class: 'rows' });
  const { form, start, cancel } = startForm(actions);
  const heading = element('div', { class: 'heading' }, place.querySelector('h2') ?? '', state);
  place.replaceChildren(heading, message, progress, rows, form);
  /** @type {(models: ModelProgress[]) => void} */
  const showModels = panel(rows, (models) => models.map(modelRow));

  return (status) => {
    const training = status.status === 'training';
    const { text, tone } = states[status.status];
    state.className = `pill ${tone}`;
    state.textContent = training ? `${text} ${Math.round(status.progress)}%` : text;
    const stale = status.stale ? ' (no worker answers: this is the last recorded state)' : '';
    // setting the same text again would make screen readers repeat it
    if (message.textContent !== status.message + stale) message.textContent = status.message + stale;
    progress.value = status.progress;
    progress.hidden = status.status === 'idle';
    start.disabled = training;
    cancel.disabled = !training;
    showModels(status.models);
  };
}

/** @param {{ start: (model: string) => void, stop: () => void }} actions */
function startForm(actions) {
  const choice = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      { id: 'train-model' },
      element('option', { value: 'all' }, 'All models'),
      ...Object.entries(modelTitles).map(([value, title]) => element('option', { value }, title)),
    )
  );
  const start = /** @type {HTMLButtonElement} */ (element('button', { type: 'submit' }, 'Train'));
  const cancel = /** @type {HTMLButtonElement} */ (element('button', { type: 'button', class: 'danger' }, 'Cancel'));
  cancel.disabled = true;
  const label = element('label', { for: 'train-model' }, 'What to train');
  const form = element('form', { class: 'actions' }, label, choice, start, cancel);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    actions.start(choice.value);
  });
  cancel.addEventListener('click', () => actions.stop());
  return { form, start, cancel };
}

/** @param {ModelProgress} model */
function modelRow(model) {
  const title = modelTitles[model.model];
  const { text, tone } = runStates[model.state];
  const bar = element('progress', { max: '100', value: String(model.progress), 'aria-label': title });
  return element(
    'li',
    {},
    element('strong', {}, title),
    bar,
    model.metrics === null ? pill(text, tone) : metricList(model.metrics),
    element('span', { class: 'soft' }, model.message),
  );
}
