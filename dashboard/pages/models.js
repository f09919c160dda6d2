/** @import { TrainingStatus } from '../../api/contracts/training.ts' */
/** @import { TrainedModels } from '../../api/contracts/model-versions.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, section } from '../parts/elements.js';
import { get, post } from '../parts/http.js';
import { modelCards } from '../parts/model-cards.js';
import { runsPanel } from '../parts/runs.js';
import { keepShowing, loadingState } from '../parts/states.js';
import { trainingPanel } from '../parts/training.js';
import { modelTitles } from '../parts/wording.js';
import { showModel } from './model.js';

const statusMilliseconds = 2000;
const names = /** @type {ModelName[]} */ (Object.keys(modelTitles));

/** Whether the models are of use, how training stands, and the last runs. @param {Opened} opened its id: of one model */
export function showModels(opened) {
  const { place, id, leaving } = opened;
  const name = names.find((each) => each === id);
  if (name !== undefined) return showModel(opened, name);
  const content = element('div', { class: 'models-page' }, ...loadingState(3));
  place.replaceChildren(
    element(
      'div',
      { class: 'person-head' },
      element('h1', { tabindex: '-1' }, 'Models'),
      element(
        'p',
        { class: 'soft' },
        'What has been learnt from your data, and how well it holds. A new version serves only once it has proven no worse.',
      ),
    ),
    content,
  );
  const cards = element('div', { id: 'models' });
  const training = section('training', 'Training');
  const runs = section('runs', 'Last trainings');
  const showStatus = trainingPanel(training, {
    start: (model) => post('/api/v1/training/start', { model }).then(() => again()),
    stop: () => post('/api/v1/training/stop', {}).then(() => again()),
  });
  const showRuns = runsPanel(runs);
  let mark = '';

  const again = keepShowing(statusMilliseconds, opened, content, async () => {
    /** @type {TrainingStatus} */
    const status = await get('/api/v1/training/status');
    const next = JSON.stringify([status.retrain_id, status.status, status.models.map(({ state }) => state)]);
    if (next !== mark) {
      const [known, history] = await Promise.all([readModels(), get('/api/v1/training/history?limit=10')]);
      if (leaving.aborted) return;
      cards.replaceChildren(modelCards(known));
      showRuns(history);
      mark = next;
    }
    showStatus(status);
    if (training.parentElement !== content) content.replaceChildren(cards, training, runs);
  });
}

/** Each model with its versions, and the verdict on the one that serves. */
async function readModels() {
  /** @type {TrainedModels} */
  const { models } = await get('/api/v1/training/models');
  return await Promise.all(
    names.map(async (model) => {
      const versions = models.filter((version) => version.model === model);
      const serves = versions.some(({ champion }) => champion);
      return { model, versions, verdict: serves ? await get(`/api/v1/models/${model}/verdict`) : null };
    }),
  );
}
