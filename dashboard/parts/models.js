/** @import { Incidents } from '../../api/contracts/incidents.ts' */
/** @import { TrainedModel, TrainedModels } from '../../api/contracts/model-versions.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element, panel, pill } from './elements.js';
import { modelTitles, size, targetList, when } from './wording.js';

/** States of open incidents that people were told of. */
const told = ['firing', 'recovering', 'acknowledged'];

/**
 * @param {HTMLElement} place
 * @param {string} named the model whose version a mail's button advises to roll back, or empty
 * @param {(model: ModelName) => void} rollBack
 * @returns {(answer: TrainedModels & Incidents) => void}
 */
export function modelsPanel(place, named, rollBack) {
  const draw = panel(place, (/** @type {TrainedModels & Incidents} */ { models, incidents }) => [
    element(
      'div',
      { class: 'grid' },
      ...Object.entries(modelTitles).map(([name, title]) => {
        const model = /** @type {ModelName} */ (name);
        const versions = models.filter((version) => version.model === model);
        const champion = versions.find((version) => version.champion);
        const open = incidents.filter((incident) => incident.model === model && told.includes(incident.state));
        return element(
          'article',
          { class: 'model' },
          ...(champion === undefined ? emptyCard(title) : championCard(title, champion, versions.length, open)),
          ...(versions.length > 1 && champion !== undefined ? [rollBackButton(model, rollBack)] : []),
        );
      }),
    ),
  ]);
  let shown = false;
  return (answer) => {
    draw(answer);
    const button = document.getElementById(`rollback-${named}`);
    if (shown || button === null) return;
    shown = true;
    button.scrollIntoView({ block: 'center' });
    button.focus();
  };
}

/** @param {ModelName} model @param {(model: ModelName) => void} rollBack */
function rollBackButton(model, rollBack) {
  const button = element(
    'button',
    { type: 'button', class: 'quiet', id: `rollback-${model}` },
    'Roll back to the version before',
  );
  button.addEventListener('click', () => {
    if (confirm('Let the version before serve again?')) rollBack(model);
  });
  return button;
}

/** @param {string} title */
function emptyCard(title) {
  return [
    element('div', { class: 'heading' }, element('h3', {}, title), pill('None', '')),
    element('p', { class: 'soft' }, 'No version is deployed yet. Train this model first.'),
  ];
}

/** @param {string} title @param {TrainedModel} champion @param {number} versions @param {Incidents['incidents']} open */
function championCard(title, champion, versions, open) {
  const met = champion.targets.every((target) => target.met);
  return [
    element(
      'div',
      { class: 'heading' },
      element('h3', {}, title),
      open.length > 0
        ? pill('Incident open', 'bad')
        : met
          ? pill('Targets met', 'good')
          : pill('Target missed', 'warn'),
    ),
    ...open.map(({ id, title: what }) =>
      element('p', {}, element('a', { href: `#incident-${id}` }, `Incident ${id}: ${what}`)),
    ),
    element('p', {}, `Version ${champion.version}`),
    targetList(champion.targets),
    element(
      'p',
      { class: 'soft' },
      when(champion.created_at),
      ` · ${size(champion.file_size_bytes)} · `,
      element('span', { class: 'whole' }, champion.engine),
    ),
    element(
      'p',
      { class: 'soft' },
      versions === 1 ? 'The only version' : `${versions} versions kept`,
      champion.synthetic ? ' · trained on synthetic data' : '',
    ),
  ];
}
