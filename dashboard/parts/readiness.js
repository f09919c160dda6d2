/** @import { DataFinding, DataReadiness, ModelReadiness } from '../../api/contracts/data.ts' */
import { element, panel, pill } from './elements.js';
import { modelTitles } from './wording.js';

/** @param {HTMLElement} place @returns {(answer: DataReadiness) => void} what each model's data lacks; checks that are well are only counted */
export function readinessPanel(place) {
  return panel(place, ({ models }) => models.map(modelCard));
}

/** @param {ModelReadiness} readiness */
function modelCard({ model, ready, checks }) {
  const wanting = checks.filter((check) => check.status !== 'ok');
  const well = `${checks.length - wanting.length} of ${checks.length} checks are well`;
  return element(
    'article',
    {},
    element(
      'div',
      { class: 'heading' },
      element('h3', {}, modelTitles[model]),
      ready ? pill('Ready to train', 'good') : pill('Not ready', 'bad'),
    ),
    element('p', { class: 'soft' }, well),
    ...(wanting.length === 0 ? [] : [element('ul', { class: 'rows' }, ...wanting.map(finding))]),
  );
}

/** @param {DataFinding} found */
function finding({ status, message, remedy }) {
  return element(
    'li',
    {},
    status === 'refusal' ? pill('Missing', 'bad') : pill('Warning', 'warn'),
    ` ${message}`,
    element('p', { class: 'soft' }, remedy ?? ''),
  );
}
