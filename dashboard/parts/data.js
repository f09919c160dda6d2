/** @import { DataCounts, DataSummary } from '../../api/contracts/data.ts' */
import { element, panel } from './elements.js';
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

/** @param {HTMLElement} place @returns {(summary: DataSummary) => void} */
export function dataPanel(place) {
  return panel(place, ({ total, synthetic }) => {
    const counts = kinds.flatMap(({ key, label, needed }) => [
      element('dt', {}, label),
      element('dd', {}, ...amount(total[key], needed)),
    ]);
    return [element('dl', { class: 'counts' }, ...counts), element('p', { class: 'soft' }, origin(total, synthetic))];
  });
}

/** @param {number} value @param {number} [needed] */
function amount(value, needed) {
  if (needed === undefined || value >= needed) return [count(value)];
  return [count(value), ' ', element('span', { class: 'missed' }, `${needed} needed`)];
}

/** @param {DataCounts} total @param {DataCounts} synthetic */
function origin(total, synthetic) {
  if (total.contacts === 0)
    return 'No data yet. Bring your own with npx perennial import, or try it out with npx perennial generate.';
  if (synthetic.contacts === 0) return 'All of it is real.';
  return synthetic.contacts === total.contacts
    ? 'All of it is synthetic.'
    : `${count(synthetic.contacts)} of the contacts are synthetic.`;
}
