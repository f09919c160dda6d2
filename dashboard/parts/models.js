/** @import { TrainedModel, TrainedModels } from '../../api/contracts/model-versions.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element, panel, pill } from './elements.js';
import { modelTitles, size, targetList, when } from './wording.js';

/** @param {HTMLElement} place @returns {(answer: TrainedModels) => void} */
export function modelsPanel(place) {
  return panel(place, ({ models }) => [
    element(
      'div',
      { class: 'grid' },
      ...Object.entries(modelTitles).map(([name, title]) => {
        const versions = models.filter((version) => version.model === /** @type {ModelName} */ (name));
        const champion = versions.find((version) => version.champion);
        return element(
          'article',
          { class: 'model' },
          ...(champion === undefined ? emptyCard(title) : championCard(title, champion, versions.length)),
        );
      }),
    ),
  ]);
}

/** @param {string} title */
function emptyCard(title) {
  return [
    element('div', { class: 'heading' }, element('h3', {}, title), pill('None', '')),
    element('p', { class: 'soft' }, 'No version is deployed yet. Train this model first.'),
  ];
}

/** @param {string} title @param {TrainedModel} champion @param {number} versions */
function championCard(title, champion, versions) {
  const met = champion.targets.every((target) => target.met);
  return [
    element(
      'div',
      { class: 'heading' },
      element('h3', {}, title),
      met ? pill('Targets met', 'good') : pill('Target missed', 'bad'),
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
