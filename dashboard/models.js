/** @import { Incidents } from '../api/contracts/incidents.ts' */
/** @import { TrainedModel, TrainedModels } from '../api/contracts/model-versions.ts' */
/** @import { ModelName } from '../api/contracts/scalars.ts' */
import { byId, element, panel, pill } from './elements.js';
import { modelTitles, size, targetList, when } from './wording.js';

/** States of open incidents that people were told of. */
const told = ['firing', 'recovering', 'acknowledged'];

/**
 * Draws the cards from both answers, whichever comes later.
 * @param {(model: ModelName) => void} rollBack
 * @returns {{ showModels: (answer: TrainedModels) => void, showIncidents: (answer: Incidents) => void }}
 */
export function modelsPanel(rollBack) {
  /** @type {{ models: TrainedModels['models'], incidents: Incidents['incidents'] }} */
  let known = { models: [], incidents: [] };
  const draw = panel(byId('models', HTMLElement), cards(rollBack));
  return {
    showModels({ models }) {
      known = { ...known, models };
      draw(known);
      showNamed();
    },
    showIncidents({ incidents }) {
      known = { ...known, incidents: incidents.filter(({ state }) => told.includes(state)) };
      draw(known);
    },
  };
}

let shown = '';

/** A mail's button names the card whose version it advises to roll back (`#rollback-churn`). */
function showNamed() {
  if (location.hash === shown || !/^#rollback-[a-z_]+$/.test(location.hash)) return;
  const named = document.getElementById(location.hash.slice(1));
  if (named === null) return;
  shown = location.hash;
  named.scrollIntoView({ block: 'center' });
  named.focus();
}

/** @param {(model: ModelName) => void} rollBack @returns {(known: { models: TrainedModels['models'], incidents: Incidents['incidents'] }) => Node[]} */
function cards(rollBack) {
  return ({ models, incidents }) =>
    Object.entries(modelTitles).map(([name, title]) => {
      const versions = models.filter((version) => version.model === /** @type {ModelName} */ (name));
      const champion = versions.find((version) => version.champion);
      const open = incidents.filter((incident) => incident.model === /** @type {ModelName} */ (name));
      const card = element(
        'article',
        { class: 'card model' },
        ...(champion === undefined ? emptyCard(title) : championCard(title, champion, versions.length, open)),
      );
      if (champion !== undefined && versions.length > 1) card.append(rollBackButton(champion.model, rollBack));
      return card;
    });
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
