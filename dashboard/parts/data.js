/** @import { DataCounts, DataSummary } from '../../api/contracts/data.ts' */
import { element, panel, pill } from './elements.js';
import { ifMay } from './may.js';
import { count } from './wording.js';

/** @type {{ key: keyof DataCounts, label: string, needed?: number }[]} needed: the guide's minimum for training */
const kinds = [
  { key: 'contacts', label: 'Contacts', needed: 100 },
  { key: 'leads', label: 'Leads', needed: 100 },
  { key: 'leads_converted', label: 'of them converted' },
  { key: 'conversations', label: 'Conversations', needed: 50 },
  { key: 'messages', label: 'Messages' },
  { key: 'campaigns', label: 'Campaigns' },
  { key: 'campaign_events', label: 'Campaign events' },
  { key: 'purchases', label: 'Purchases' },
  { key: 'tickets', label: 'Support tickets' },
];

const whatItTakes =
  'Nothing. Training begins with 100 contacts, 100 leads of which some were won, and 50 conversations; purchases, campaigns and support tickets make the models better.';

/**
 * @param {HTMLElement} place @param {() => void} removePretend
 * @returns {(summary: DataSummary) => void}
 */
export function dataPanel(place, removePretend) {
  return panel(place, ({ total, synthetic }) => {
    if (Object.values(total).every((rows) => rows === 0)) return [element('p', {}, whatItTakes)];
    const rows = kinds.flatMap(({ key, label, needed }) => [
      element('dt', {}, label),
      element('dd', {}, ...amount(total[key], needed)),
    ]);
    return [element('dl', { class: 'counts' }, ...rows), ...origin(total, synthetic, removePretend)];
  });
}

/** @param {number} value @param {number} [needed] */
function amount(value, needed) {
  if (needed === undefined || value >= needed) return [count(value)];
  return [count(value), ' ', element('span', { class: 'missed' }, `${count(needed - value)} more needed`)];
}

/** @param {DataCounts} total @param {DataCounts} synthetic @param {() => void} removePretend */
function origin(total, synthetic, removePretend) {
  if (synthetic.contacts === 0)
    return total.contacts === 0 ? [] : [element('p', { class: 'soft' }, 'All of it is yours; none is simulated.')];
  const words =
    synthetic.contacts === total.contacts
      ? 'All of it is a pretend business: nobody here exists.'
      : `${count(synthetic.contacts)} of the contacts are simulated.`;
  return [
    element('p', {}, pill('Simulated', 'warn'), ` ${words}`),
    ...ifMay('removePretendBusiness', removeForm(removePretend)),
  ];
}

/** Asks once more: it can't be taken back. @param {() => void} remove */
function removeForm(remove) {
  const ask = element('button', { type: 'button', class: 'plain' }, 'Remove it');
  const sure = element('button', { type: 'button', class: 'danger' }, 'Yes, remove all of it');
  const keep = element('button', { type: 'button', class: 'plain' }, 'Keep it');
  const place = element('div', { class: 'actions' }, ask);
  ask.addEventListener('click', () => {
    place.replaceChildren(element('span', {}, 'People, scores and what the models learnt from them go.'), sure, keep);
    sure.focus();
  });
  keep.addEventListener('click', () => {
    place.replaceChildren(ask);
    ask.focus();
  });
  sure.addEventListener('click', remove);
  return place;
}
