/** @import { Upload } from '../../api/contracts/imports.ts' */
import { count } from './wording.js';

/** @typedef {NonNullable<Upload['report']>} Report */

/** @type {Readonly<Record<string, string>>} */
const singular = {
  contacts: 'contact',
  campaigns: 'campaign',
  leads: 'lead',
  conversations: 'conversation',
  messages: 'message',
  campaign_events: 'campaign event',
  purchases: 'purchase',
  support_tickets: 'ticket',
};

/** 'leads.stage' for people: 'lead: stage'. @param {string} use */
export function wordsOfUse(use) {
  const [table = '', field] = use.split('.');
  if (field === undefined) return use.replaceAll('_', ' ');
  return `${tableWord(table)}: ${field.replaceAll('_', ' ')}`;
}

/** @param {string} table @param {number} [rows] */
export function tableWord(table, rows = 1) {
  const one = singular[table];
  if (one === undefined) return table.replaceAll('_', ' ');
  return rows === 1 ? one : `${one}s`;
}

/** @param {number} rows */
export function rowWords(rows) {
  return rows === 1 ? 'one row' : `${count(rows)} rows`;
}

/** What a report counts for each table: '2 leads new, 1 changed'. @param {Report['tables'][number]} outcome */
export function outcomeWords({ table, inserted, updated, unchanged, merged, removed }) {
  const parts = [
    ...(inserted > 0 ? [`${count(inserted)} new`] : []),
    ...(updated > 0 ? [`${count(updated)} changed`] : []),
    ...(unchanged > 0 ? [`${count(unchanged)} as they were`] : []),
    ...(merged > 0 ? [`${count(merged)} merged with another row`] : []),
    ...(removed > 0 ? [`${count(removed)} deleted`] : []),
  ];
  return `${tableWord(table, 2)}: ${parts.length === 0 ? 'none' : parts.join(', ')}`;
}
