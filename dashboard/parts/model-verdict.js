/** @import { ModelVerdict } from '../../api/contracts/model-verdict.ts' */
import { element } from './elements.js';

const tones = { better: 'good', no_better: 'bad', unknown: '' };

/** Whether a model is of use, in a sentence. @param {ModelVerdict} verdict */
export function verdictOf({ finding, sentence, basis, source }) {
  return element(
    'div',
    { class: `model-verdict ${tones[finding]}`, 'data-finding': finding, 'data-source': source },
    element('p', { class: 'sentence' }, sentence),
    element('p', { class: 'soft' }, basis),
  );
}
