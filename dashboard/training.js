/** @import { ModelProgress, TrainingStatus } from '../api/contracts/training.ts' */
import { byId, element, panel, pill } from './elements.js';
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

/** @returns {(status: TrainingStatus) => void} */
export function trainingPanel() {
  const state = byId('training-state', HTMLElement);
  const message = byId('training-message', HTMLElement);
  const progress = byId('training-progress', HTMLProgressElement);
  const start = byId('train-start', HTMLButtonElement);
  const cancel = byId('train-cancel', HTMLButtonElement);
  /** @type {(models: ModelProgress[]) => void} */
  const showModels = panel(byId('training-models', HTMLElement), (models) => models.map(modelRow));

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
