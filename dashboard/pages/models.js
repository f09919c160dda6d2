/** @import { TrainingStatus } from '../../api/contracts/training.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, section } from '../parts/elements.js';
import { get, post } from '../parts/http.js';
import { modelsPanel } from '../parts/models.js';
import { keepAsking, wordsOf } from '../parts/page.js';
import { runsPanel } from '../parts/runs.js';
import { trainingPanel } from '../parts/training.js';

const statusMilliseconds = 2000;
/** The rest changes when a model is done, or when somebody imports, deploys or monitors elsewhere. */
const restMilliseconds = 20_000;

/** How training and the models stand. @param {Opened} opened its id: of a model to roll back */
export function showModels({ place, id, overview, leaving, report }) {
  const training = section('training', 'Training');
  const models = section('models', 'Deployed models');
  const runs = section('runs', 'Last runs');
  place.replaceChildren(element('h1', { tabindex: '-1' }, 'Models'), training, models, runs);
  const showStatus = trainingPanel(training, {
    start: (model) => act(post('/api/v1/training/start', { model })),
    stop,
  });
  const actor = overview.person ?? 'dashboard';
  const showVersions = modelsPanel(models, id, (model) => {
    mark = '';
    act(post(`/api/v1/models/${model}/rollback`, { actor, reason: 'rolled back on the dashboard' }));
  });
  const showRuns = runsPanel(runs);
  let mark = '';
  /** Why the last press of a button was refused: stays until the next press. */
  let refused = '';

  const again = keepAsking(statusMilliseconds, { leaving, report }, async () => {
    /** @type {TrainingStatus} */
    const status = await get('/api/v1/training/status');
    showStatus(status);
    const states = status.models.map(({ state }) => state);
    const next = JSON.stringify([status.retrain_id, status.status, states, Math.floor(Date.now() / restMilliseconds)]);
    if (next !== mark) {
      showVersions({ ...(await get('/api/v1/training/models')), ...(await get('/api/v1/incidents')) });
      showRuns(await get('/api/v1/training/history?limit=10'));
      mark = next;
    }
    if (refused !== '') throw new Error(refused);
  });

  function stop() {
    return act(post('/api/v1/training/stop', {}));
  }

  /** @param {Promise<unknown>} press */
  async function act(press) {
    refused = await press.then(() => '', wordsOf);
    await again();
  }
}
