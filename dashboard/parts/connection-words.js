/** @import { PresentedSource } from '../../api/contracts/sources.ts' */
/** @import { PresentedWebhook } from '../../api/contracts/webhooks.ts' */
/** @import { DestinationAnswer } from '../../api/contracts/destinations.ts' */
import { element } from './elements.js';
import { count } from './wording.js';

/** @typedef {{ text: string, tone: 'good' | 'bad' | 'warn' | 'live' | '' }} State */

/** @param {PresentedSource} source @returns {State} */
export function stateOfSource({ state, error, progress, late }) {
  if (state === 'paused') return { text: 'Paused', tone: 'warn' };
  if (progress !== null) return { text: 'Being read', tone: 'live' };
  if (error !== null) return { text: 'Failing', tone: 'bad' };
  return late ? { text: 'Late', tone: 'bad' } : { text: 'Up to date', tone: 'good' };
}

/** @param {PresentedWebhook} webhook @returns {State} */
export function stateOfWebhook({ paused, deliveries, last_received_at }) {
  if (paused) return { text: 'Paused', tone: 'warn' };
  if (deliveries.failed > 0) return { text: `${count(deliveries.failed)} failed`, tone: 'bad' };
  return last_received_at === null ? { text: 'Nothing came yet', tone: '' } : { text: 'Listening', tone: 'good' };
}

/** @param {DestinationAnswer} destination @returns {State} */
export function stateOfDestination({ state, parked, failing_since }) {
  if (state === 'paused') return { text: 'Paused', tone: 'warn' };
  if (failing_since !== null) return { text: 'Failing', tone: 'bad' };
  if (parked > 0) return { text: `${count(parked)} parked`, tone: 'bad' };
  return { text: 'Delivering', tone: 'good' };
}

/** @type {Readonly<Record<string, string>>} */
const systems = {
  chatwoot: 'Chatwoot',
  odoo: 'Odoo',
  shopify: 'Shopify',
  stripe: 'Stripe',
  whatsapp: 'WhatsApp',
  standard: 'Any system, by Standard Webhooks',
  webhook: 'Signed webhook',
  slack: 'Slack',
  sql: 'Database',
  csv: 'CSV files',
};

/** @param {string} kind */
export function systemName(kind) {
  return systems[kind] ?? kind;
}

/** @type {readonly (readonly [number, Intl.RelativeTimeFormatUnit])[]} seconds */
const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** What needs somebody stands first. @template {{ state: State }} One @param {readonly One[]} connections @returns {One[]} */
export function worstFirst(connections) {
  const urgency = (/** @type {One} */ { state }) => (state.tone === 'bad' ? 0 : 1);
  return [...connections].sort((a, b) => urgency(a) - urgency(b));
}

/** 'a, b and c'. @param {readonly string[]} words */
export function listed(words) {
  const shown = words.length > 3 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** How long ago, in the largest unit. @param {string} moment ISO 8601 @param {number} now ms */
export function agoWords(moment, now) {
  const seconds = (now - Date.parse(moment)) / 1_000;
  const unit = units.find(([length]) => seconds >= length);
  return unit === undefined ? 'just now' : relative.format(-Math.floor(seconds / unit[0]), unit[1]);
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** 'last read 4 minutes ago'. @param {string} what @param {string | null} moment @param {string} never */
export function lastly(what, moment, never) {
  if (moment === null) return element('span', {}, never);
  const at = new Date(moment);
  return element(
    'span',
    {},
    `${what} `,
    element('time', { datetime: moment, title: exact.format(at) }, agoWords(moment, Date.now())),
  );
}
