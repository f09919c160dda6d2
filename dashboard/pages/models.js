/** @import { TrainingStatus } from '../../api/contracts/training.ts' */
/** @import { TrainedModel } from '../../api/contracts/model-versions.ts' */
/** @import { Incidents } from '../../api/contracts/incidents.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, panel, redraw, section } from '../parts/elements.js';
import { get, getAll, post } from '../parts/http.js';
import { modelCards, openOf } from '../parts/model-cards.js';
import { runsPanel } from '../parts/runs.js';
import { keepShowing, loadingState } from '../parts/states.js';
import { trainingPanel } from '../parts/training.js';
import { modelTitles } from '../parts/wording.js';
import { restMilliseconds, showModel } from './model.js';

const statusMilliseconds = 2000;
const names = /** @type {ModelName[]} */ (Object.keys(modelTitles));

/** Whether the models are of use, how training stands, and the last runs. @param {Opened} opened its id: of one model, `<model>/rollback` where a mail leads that advises it */
export function showModels(opened) {
  const { place, id, leaving } = opened;
  const [named, wish] = id.split('/');
  const name = names.find((each) => each === named);
  if (name !== undefined) return showModel(opened, name, wish === 'rollback');
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
  const showCards = panel(cards, modelCards);
  let mark = '';

  const again = keepShowing(statusMilliseconds, opened, content, async () => {
    /** @type {TrainingStatus} */
    const status = await get('/api/v1/training/status');
    const states = status.models.map(({ state }) => state);
    const next = JSON.stringify([status.retrain_id, status.status, states, Math.floor(Date.now() / restMilliseconds)]);
    if (next !== mark) {
      const [known, history] = await Promise.all([readModels(), get('/api/v1/training/history?limit=10')]);
      if (leaving.aborted) return;
      showCards(known);
      showRuns(history);
      mark = next;
    }
    showStatus(status);
    if (training.parentElement !== content) redraw(content, [cards, training, runs]);
  });
}

/** Each model with its versions, and the verdict on the one that serves. */
async function readModels() {
  /** @type {TrainedModel[]} */
  const models = await getAll('/api/v1/training/models', 'models');
  const { incidents } = /** @type {Incidents} */ (await get('/api/v1/incidents'));
  return await Promise.all(
    names.map(async (model) => {
      const versions = models.filter((version) => version.model === model);
      const serves = versions.some(({ champion }) => champion);
      return {
        model,
        versions,
        open: openOf(incidents, model),
        verdict: serves ? await get(`/api/v1/models/${model}/verdict`) : null,
      };
    }),
  );
}
