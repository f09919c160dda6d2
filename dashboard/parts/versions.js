/** @import { TrainedModel } from '../../api/contracts/model-versions.ts' */
/** @import { Deployment } from '../../api/contracts/deployments.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { askReason } from './ask-reason.js';
import { element, keepPlace, pill } from './elements.js';
import { post } from './http.js';
import { ifMay, may } from './may.js';
import { targetPill } from './model-cards.js';
import { engineTitle, runAddress } from './model-words.js';
import { metricList, modelTitles, size, when } from './wording.js';

const shownAtFirst = 6;

/** Moves of the champion's pointer, as a person asks for them. @typedef {{ model: ModelName, done: () => unknown }} Mover */

/**
 * Every version, newest first, the champion marked, each with what may be done with it.
 * @param {readonly TrainedModel[]} versions @param {Mover} mover
 */
export function versionList(versions, mover) {
  const list = element('ol', { class: 'versions' });
  const more = element('button', { type: 'button', class: 'plain more' }, `Show all ${versions.length}`);
  const show = (/** @type {number} */ most) => {
    list.replaceChildren(
      ...versions.filter(({ champion }, at) => champion || at < most).map((each) => entry(each, mover)),
    );
    more.hidden = versions.length <= most;
  };
  more.addEventListener('click', () => {
    const goOn = keepPlace();
    show(versions.length);
    goOn();
  });
  show(shownAtFirst);
  return element('div', {}, list, more);
}

/** @param {TrainedModel} version @param {Mover} mover */
function entry(version, mover) {
  const { version: name, model, champion, run_id, created_at, engine, file_size_bytes: bytes, synthetic } = version;
  const file = `/api/v1/models/${model}/versions/${encodeURIComponent(name)}/onnx`;
  return element(
    'li',
    { class: champion ? 'champion' : '', 'data-version': name },
    element(
      'div',
      { class: 'name' },
      element('strong', {}, name),
      champion ? pill('Champion: it serves', 'good') : targetPill(version),
    ),
    metricList(version.metrics),
    element(
      'p',
      { class: 'soft' },
      'Trained ',
      when(created_at),
      ` by ${engineTitle(engine)} · ${size(bytes)}${synthetic ? ' · made-up data' : ''}`,
    ),
    element(
      'div',
      { class: 'actions' },
      ...(champion ? [] : ifMay('deployModel', deployButton(version, mover))),
      element('a', { class: 'button plain small', href: runAddress(run_id) }, 'How it was trained'),
      element(
        'a',
        { class: 'button plain small', href: file, download: '' },
        'Export as ONNX',
        element('span', { class: 'unseen' }, `: version ${name}`),
      ),
    ),
  );
}

/** @param {TrainedModel} version @param {Mover} mover */
function deployButton({ version, synthetic }, { model, done }) {
  const attributes = { type: 'button', class: 'plain small', 'aria-label': `Deploy ${version}` };
  const button = element('button', attributes, 'Deploy');
  button.addEventListener('click', () =>
    askReason(
      {
        title: `Let ${version} serve?`,
        explains: `It answers for everybody at once, in place of the present champion of ${modelTitles[model].toLowerCase()}. An experiment that is under way goes on.${synthetic ? ' It was trained on made-up data.' : ''}`,
        action: 'Deploy',
      },
      async (reason) => {
        await post(`/api/v1/models/${model}/deploy`, { version, reason });
        await done();
      },
    ),
  );
  return button;
}

/**
 * null: nothing served before, or somebody else has to do it.
 * @param {readonly Deployment[]} deployments newest first @param {Mover} mover
 */
export function rollBackButton(deployments, { model, done }) {
  const before = deployments[0]?.previous ?? null;
  if (before === null || !may('rollBackModel')) return null;
  const button = element('button', { type: 'button', class: 'danger roll-back' }, 'Roll back');
  button.addEventListener('click', () =>
    askReason(
      {
        title: `Roll ${modelTitles[model].toLowerCase()} back?`,
        explains: 'The version that served before this one serves everybody again, at once. This one is kept.',
        action: 'Roll back',
        danger: true,
      },
      async (reason) => {
        await post(`/api/v1/models/${model}/rollback`, { reason });
        await done();
      },
    ),
  );
  return button;
}

/** Which version served from when, who decided it and why. @param {readonly Deployment[]} deployments newest first */
export function deploymentList(deployments) {
  if (deployments.length === 0) return element('p', { class: 'soft' }, 'Nothing has been deployed yet.');
  return element(
    'ol',
    { class: 'deployments' },
    ...deployments.map(({ version, action, actor, reason, deployed_at }) =>
      element(
        'li',
        { class: action },
        element(
          'p',
          {},
          element('strong', {}, version),
          action === 'rollback' ? ' served again' : ' began to serve',
          element('span', { class: 'soft' }, ' · ', when(deployed_at), ` · by ${actors[actor] ?? actor}`),
        ),
        element('p', { class: 'soft' }, reason),
      ),
    ),
  );
}

/** Who isn't a person. @type {Readonly<Record<string, string>>} */
const actors = {
  api: 'a program',
  cli: 'a training from the command line',
  schedule: 'a scheduled training',
  degradation: 'a training after it had degraded',
  demo: 'the demo',
  gate: 'an experiment',
};
