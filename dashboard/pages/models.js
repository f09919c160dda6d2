/** @import { TrainingStatus } from '../../api/contracts/training.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, section } from '../parts/elements.js';
import { get, post } from '../parts/http.js';
import { modelsPanel } from '../parts/models.js';
import { keepAsking, wordsOf } from '../parts/page.js';
import { runsPanel } from '../parts/runs.js';
import { trainingPanel } from '../parts/training.js';

const statusMilliseconds = 2000;

/** How training and the models stand. @param {Opened} opened */
export function showModels({ place, leaving, report }) {
  const training = section('training', 'Training');
  const models = section('models', 'Deployed models');
  const runs = section('runs', 'Last runs');
  place.replaceChildren(element('h1', { tabindex: '-1' }, 'Models'), training, models, runs);
  const showStatus = trainingPanel(training, {
    start: (model) => act(post('/api/v1/training/start', { model })),
    stop,
  });
  const showVersions = modelsPanel(models);
  const showRuns = runsPanel(runs);
  let mark = '';
  /** Why the last press of a button was refused: stays until the next press. */
  let refused = '';

  const again = keepAsking(statusMilliseconds, { leaving, report }, async () => {
    /** @type {TrainingStatus} */
    const status = await get('/api/v1/training/status');
    showStatus(status);
    const next = JSON.stringify([status.retrain_id, status.status, status.models.map(({ state }) => state)]);
    if (next !== mark) {
      showVersions(await get('/api/v1/training/models'));
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
