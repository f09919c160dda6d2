/** @import { ModelProgress, TrainingStatus } from '../../api/contracts/training.ts' */
import { element, keepPlace, panel, pill } from './elements.js';
import { ifMay, may, whyNot } from './may.js';
import { runAddress, stageTitles } from './model-words.js';
import { wordsOf } from './page.js';
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
 * Progress, and the buttons that start and stop. A refusal stands beside them until the next press.
 * @param {HTMLElement} place
 * @param {{ start: (model: string) => Promise<unknown>, stop: () => Promise<unknown> }} actions `start` takes a model, or `all`
 * @param {string} [only] the model to train; default: the person chooses
 * @returns {(status: TrainingStatus) => void}
 */
export function trainingPanel(place, actions, only) {
  const state = element('span', { class: 'pill' });
  const message = element('p', { role: 'status' });
  const left = element('p', { class: 'soft left' });
  const progress = /** @type {HTMLProgressElement} */ (
    element('progress', { id: 'training-progress', max: '100', value: '0', 'aria-labelledby': 'training-heading' })
  );
  const rows = element('ul', { class: 'training-models' });
  const { form, start, stop } = startForm(actions, only);
  const heading = element('div', { class: 'heading' }, place.querySelector('h2') ?? '', state);
  place.replaceChildren(heading, message, left, progress, rows, form);
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
    left.textContent = training ? timeLeft(status) : '';
    left.hidden = left.textContent === '';
    progress.value = status.progress;
    progress.hidden = !training;
    const goOn = keepPlace();
    start.disabled = training;
    stop.hidden = !training;
    goOn();
    showModels(training || status.status === 'failed' ? status.models : []);
  };
}

/**
 * From the pace so far; nothing while that says little.
 * @param {Pick<TrainingStatus, 'progress' | 'started_at'>} status @param {number} [now] ms
 */
export function timeLeft({ progress, started_at: startedAt }, now = Date.now()) {
  if (startedAt === null || progress < 8) return '';
  const elapsed = (now - Date.parse(startedAt)) / 1000;
  const seconds = (elapsed * (100 - progress)) / progress;
  if (!(elapsed > 2) || seconds > 86_400) return '';
  if (seconds < 50) return `About ${Math.max(5, Math.ceil(seconds / 5) * 5)} seconds left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `About ${minutes === 1 ? 'a minute' : `${minutes} minutes`} left`;
  return `About ${Math.round(minutes / 60)} hours left`;
}

/** @param {Parameters<typeof trainingPanel>[1]} actions @param {string | undefined} only */
function startForm(actions, only) {
  const choice = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      { id: 'train-model' },
      element('option', { value: 'all' }, 'All models'),
      ...Object.entries(modelTitles).map(([value, title]) => element('option', { value }, title)),
    )
  );
  const start = /** @type {HTMLButtonElement} */ (
    element('button', { type: 'submit' }, only === undefined ? 'Train' : 'Train it again')
  );
  const stop = /** @type {HTMLButtonElement} */ (element('button', { type: 'button', class: 'danger' }, 'Stop'));
  const refused = element('p', { class: 'missed refused', role: 'alert', hidden: '' });
  stop.hidden = true;
  const label = element('label', { for: 'train-model' }, 'What to train');
  const chooser = only === undefined ? [label, choice] : [];
  const form = element(
    'form',
    { class: 'actions' },
    ...ifMay('startTraining', ...chooser, start),
    ...ifMay('stopTraining', stop),
    ...(may('startTraining') ? [] : [whyNot('train models')]),
    refused,
  );
  /** @param {Promise<unknown>} press */
  async function act(press) {
    const words = await press.then(() => '', wordsOf);
    refused.textContent = words;
    refused.hidden = words === '';
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    act(actions.start(only ?? choice.value));
  });
  stop.addEventListener('click', () => act(actions.stop()));
  return { form, start, stop };
}

/** @param {ModelProgress} model */
function modelRow(model) {
  const title = modelTitles[model.model];
  const { text, tone } = runStates[model.state];
  const bar = element('progress', { max: '100', value: String(model.progress), 'aria-label': title });
  return element(
    'li',
    {},
    element('strong', {}, element('a', { href: runAddress(model.run_id) }, title)),
    model.state === 'running' ? bar : stepsOf(model),
    model.metrics === null ? pill(text, tone) : metricList(model.metrics),
    element('span', { class: 'soft' }, model.message),
    ...(model.state === 'running' ? [stepsOf(model)] : []),
  );
}

/** Where it is among its steps. @param {ModelProgress} model */
function stepsOf({ stage, state }) {
  const names = /** @type {(keyof typeof stageTitles)[]} */ (Object.keys(stageTitles));
  const current = stage === null ? -1 : names.indexOf(stage);
  return element(
    'ol',
    { class: 'steps', 'aria-label': 'Steps' },
    ...names.map((name, at) => {
      const done = state === 'completed' || at < current;
      const now = !done && at === current;
      return element(
        'li',
        { class: done ? 'done' : now ? 'now' : 'ahead', ...(now ? { 'aria-current': 'step' } : {}) },
        stageTitles[name],
        ...(done ? [element('span', { class: 'unseen' }, ' (done)')] : []),
      );
    }),
  );
}
