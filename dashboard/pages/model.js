/** @import { TrainingStatus } from '../../api/contracts/training.ts' */
/** @import { TrainedModel } from '../../api/contracts/model-versions.ts' */
/** @import { Deployment } from '../../api/contracts/deployments.ts' */
/** @import { MetricRecord } from '../../api/contracts/metrics.ts' */
/** @import { ModelVerdict } from '../../api/contracts/model-verdict.ts' */
/** @import { Incident, Incidents } from '../../api/contracts/incidents.ts' */
/** @import { TrainingHistory } from '../../api/contracts/history.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
/** @import { Opened } from '../parts/page.js' */
import { compareVersions } from '../parts/compare-versions.js';
import { element, redraw, section } from '../parts/elements.js';
import { get, getAll, post } from '../parts/http.js';
import { liveMetrics } from '../parts/live-metrics.js';
import { incidentLinks, openOf } from '../parts/model-cards.js';
import { verdictOf } from '../parts/model-verdict.js';
import { modelAddress, purposes } from '../parts/model-words.js';
import { runsPanel } from '../parts/runs.js';
import { emptyState, keepShowing, loadingState } from '../parts/states.js';
import { trainingPanel } from '../parts/training.js';
import { deploymentList, rollBackButton, versionList } from '../parts/versions.js';
import { modelTitles, targetList } from '../parts/wording.js';

const statusMilliseconds = 2000;
/** The rest changes when a model is done, or when somebody imports, deploys or monitors elsewhere. */
export const restMilliseconds = 20_000;
/** Days of live figures that are drawn. */
const shownDays = 200;

/** When the first outcomes are known. @type {Readonly<Record<ModelName, string>>} */
const labelsAfter = {
  lead_scoring: 'What became of a lead is known 30 days after it came.',
  churn: 'Whether somebody left is known 30 days after the answer.',
  engagement: 'Whether a message was answered is known a day after it was sent.',
};

/**
 * One model: the verdict, week by week, its versions.
 * @param {Opened} opened @param {ModelName} model @param {boolean} wantsRollBack whoever comes has been advised to
 */
export function showModel(opened, model, wantsRollBack) {
  const { place, leaving } = opened;
  const content = element('div', { class: 'models-page' }, ...loadingState(3));
  place.replaceChildren(
    element('div', { class: 'person-head' }, element('h1', { tabindex: '-1' }, modelTitles[model]), switcher(model)),
    content,
  );
  const training = section('training', 'Training');
  const runs = section('runs', 'Its last trainings');
  const good = element('div', { class: 'models-page' });
  const rest = element('div', { class: 'models-page' });
  const showStatus = trainingPanel(
    training,
    {
      start: () => post('/api/v1/training/start', { model }).then(() => again()),
      stop: () => post('/api/v1/training/stop', {}).then(() => again()),
    },
    model,
  );
  const showRuns = runsPanel(runs);
  const mover = { model, done: reload };
  let mark = '';
  let shown = '';

  const again = keepShowing(statusMilliseconds, opened, content, async () => {
    /** @type {TrainingStatus} */
    const status = await get('/api/v1/training/status');
    const states = status.models.map(({ state }) => state);
    const next = JSON.stringify([status.retrain_id, status.status, states, Math.floor(Date.now() / restMilliseconds)]);
    if (next !== mark) {
      await show();
      mark = next;
    }
    showStatus({ ...status, models: status.models.filter((each) => each.model === model) });
    if (training.parentElement === content) return;
    redraw(content, [good, training, rest, runs]);
    if (wantsRollBack) pointAtRollBack();
  });

  function pointAtRollBack() {
    const button = rest.querySelector('.roll-back');
    if (!(button instanceof HTMLElement)) return;
    button.scrollIntoView({ block: 'center' });
    button.focus();
  }

  function reload() {
    mark = '';
    return again();
  }

  async function show() {
    const path = /** @type {const} */ (`/api/v1/models/${model}`);
    /** @type {[TrainedModel[], { deployments: Deployment[] }, TrainingHistory, Incidents]} */
    const [versions, { deployments }, history, { incidents }] = await Promise.all([
      getAll(`/api/v1/training/models?model=${model}`, 'models'),
      get(`${path}/deployments?limit=50`),
      get(`/api/v1/training/history?model=${model}&limit=10`),
      get(`/api/v1/incidents?model=${model}`),
    ]);
    const open = openOf(incidents, model);
    const champion = versions.find((version) => version.champion);
    /** @type {ModelVerdict | null} */
    const verdict = champion === undefined ? null : await get(`${path}/verdict`);
    if (leaving.aborted) return;
    showRuns(history);
    const serves = champion !== undefined && verdict !== null;
    const next = JSON.stringify([versions, deployments, open, verdict]);
    if (next === shown) return;
    const metrics = serves ? await readMetrics(champion) : [];
    if (leaving.aborted) return;
    shown = next;
    redraw(good, [serves ? goodness(champion, verdict, open) : nothingServes(versions)]);
    redraw(rest, [
      ...(serves ? [live({ champion, metrics, deployments })] : []),
      ...(versions.length === 0 ? [] : [allVersions(versions, deployments), comparison(versions)]),
    ]);
  }

  /** Of the figures that have a target; of answers given afterwards while none that was served can be judged. @param {TrainedModel} champion @returns {Promise<MetricRecord[]>} */
  async function readMetrics({ targets }) {
    const path = /** @type {const} */ (`/api/v1/models/${model}/metrics?segment=all&days=${shownDays}`);
    const read = async (/** @type {'live' | 'rescored'} */ source) => {
      const answers = await Promise.all(targets.map(({ metric }) => get(`${path}&source=${source}&metric=${metric}`)));
      return /** @type {MetricRecord[]} */ (answers.flatMap(({ metrics }) => metrics));
    };
    const live = await read('live');
    return live.some(({ value }) => value !== null) ? live : await read('rescored');
  }

  /** @param {TrainedModel} champion @param {ModelVerdict} verdict @param {readonly Incident[]} open */
  function goodness(champion, verdict, open) {
    return card(
      'good',
      'Is it any good?',
      ...incidentLinks(open),
      verdictOf(verdict),
      element('div', { class: 'target-line' }, targetList(champion.targets)),
      element('p', { class: 'soft' }, `Targets are judged on the holdout of version ${champion.version}.`),
    );
  }

  /** @param {{ champion: TrainedModel, metrics: readonly MetricRecord[], deployments: readonly Deployment[] }} given */
  function live(given) {
    return card('live', 'Week by week', liveMetrics({ ...given, labelsAfter: labelsAfter[model] }));
  }

  /** @param {readonly TrainedModel[]} versions @param {readonly Deployment[]} deployments */
  function allVersions(versions, deployments) {
    const back = rollBackButton(deployments, mover);
    return element(
      'div',
      { class: 'pair' },
      card('versions', 'Versions', versionList(versions, mover)),
      card(
        'served',
        'What served when',
        ...(back === null ? [] : [element('div', { class: 'actions' }, back)]),
        deploymentList(deployments),
      ),
    );
  }

  /** @param {readonly TrainedModel[]} versions */
  function comparison(versions) {
    return card('compare', 'Compare two versions', compareVersions(versions));
  }

  /** @param {readonly TrainedModel[]} versions */
  function nothingServes(versions) {
    if (versions.length > 0) return emptyState('No version serves', 'Deploy one of those below, or train a new one.');
    const data = element('a', { class: 'button plain', href: '#data' }, 'What it needs');
    return emptyState(
      'Not trained yet',
      `${purposes[model]}: it answers that once it has learnt from your data.`,
      data,
    );
  }
}

/** @param {string} id @param {string} title @param {...HTMLElement} children */
function card(id, title, ...children) {
  return element(
    'section',
    { class: 'card stacked', id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    ...children,
  );
}

/** The other models, and the way back. @param {ModelName} shown */
function switcher(shown) {
  const names = /** @type {ModelName[]} */ (Object.keys(modelTitles));
  return element(
    'nav',
    { class: 'switcher', 'aria-label': 'Models' },
    element('a', { href: '#models' }, 'All models'),
    ...names.map((model) =>
      element(
        'a',
        { href: modelAddress(model), ...(model === shown ? { 'aria-current': 'page' } : {}) },
        modelTitles[model],
      ),
    ),
  );
}
