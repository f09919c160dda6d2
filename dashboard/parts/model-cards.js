/** @import { Incident, Incidents } from '../../api/contracts/incidents.ts' */
/** @import { TrainedModel } from '../../api/contracts/model-versions.ts' */
/** @import { ModelVerdict } from '../../api/contracts/model-verdict.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element, pill } from './elements.js';
import { verdictOf } from './model-verdict.js';
import { engineTitle, modelAddress, purposes } from './model-words.js';
import { modelTitles, targetList, when } from './wording.js';

/** What is known of one model; `open`: incidents about it that people were told of. @typedef {{ model: ModelName, versions: readonly TrainedModel[], verdict: ModelVerdict | null, open: readonly Incident[] }} Known */

const told = ['firing', 'recovering', 'acknowledged'];

/** @param {Incidents['incidents']} incidents @param {ModelName} model */
export function openOf(incidents, model) {
  return incidents.filter((incident) => incident.model === model && told.includes(incident.state));
}

/** @param {readonly Incident[]} open */
export function incidentLinks(open) {
  return open.map(({ id, title }) =>
    element('p', { class: 'open-incident' }, element('a', { href: `#incident-${id}` }, `Incident ${id}: ${title}`)),
  );
}

/** @param {readonly Known[]} known */
export function modelCards(known) {
  return [element('div', { class: 'model-cards' }, ...known.map(card))];
}

/** @param {Known} known */
function card({ model, versions, verdict, open }) {
  const champion = versions.find((version) => version.champion);
  const id = `model-${model}`;
  return element(
    'article',
    { class: 'card model-card', 'aria-labelledby': id, 'data-model': model },
    element(
      'div',
      { class: 'heading' },
      element('h2', { id }, element('a', { href: modelAddress(model) }, modelTitles[model])),
      champion === undefined
        ? pill('Not trained', '')
        : open.length > 0
          ? pill('Incident open', 'bad')
          : targetPill(champion),
    ),
    element('p', { class: 'soft purpose' }, purposes[model]),
    ...incidentLinks(open),
    ...(champion === undefined || verdict === null ? untrained(versions.length) : trained(champion, verdict)),
  );
}

/** @param {number} versions */
function untrained(versions) {
  return [
    element(
      'p',
      {},
      versions === 0
        ? 'It has learnt nothing yet, so it can answer nothing. Train it, or see on the Data page what it needs.'
        : 'It was trained, but no version of it serves. Open it to deploy one.',
    ),
  ];
}

/** @param {TrainedModel} champion @param {ModelVerdict} verdict */
function trained(champion, verdict) {
  return [
    verdictOf(verdict),
    targetList(champion.targets),
    element(
      'p',
      { class: 'soft' },
      `Version ${champion.version}, trained `,
      when(champion.created_at),
      ` by ${engineTitle(champion.engine)}${champion.synthetic ? ', on made-up data' : ''}`,
    ),
  ];
}

/** @param {TrainedModel} version */
export function targetPill({ targets }) {
  const missed = targets.filter(({ met }) => !met).length;
  if (missed === 0) return pill('Targets met', 'good');
  return pill(missed === targets.length ? 'Targets missed' : `${missed} of ${targets.length} targets missed`, 'warn');
}
