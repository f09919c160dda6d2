/** @import { ListedPrediction } from '../../api/contracts/prediction-list.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element } from './elements.js';

/** What one unit of change is, and how values are written. @param {ModelName} model @param {number} value */
export function writeValue(model, value) {
  return model === 'lead_scoring' ? value.toFixed(0) : `${(value * 100).toFixed(0)}%`;
}

/** @param {ModelName} model @param {number} value */
export function shareOf(model, value) {
  return model === 'lead_scoring' ? value / 100 : value;
}

/** In signs and words; nothing where it is too small to be seen. @param {ModelName} model @param {number | null} change */
export function changeMark(model, change) {
  if (change === null) return element('span', { class: 'soft' }, 'new');
  const points = Math.round(model === 'lead_scoring' ? change : change * 100);
  if (points === 0) return element('span', { class: 'soft' }, 'unchanged');
  const better = model === 'churn' ? points < 0 : points > 0;
  const words = `${points > 0 ? 'up' : 'down'} ${Math.abs(points)} since the last scoring`;
  return element(
    'span',
    { class: better ? 'met' : 'missed', title: words },
    element('span', { 'aria-hidden': 'true' }, `${points > 0 ? '▲' : '▼'} ${Math.abs(points)}`),
    element('span', { class: 'unseen' }, words),
  );
}

const ages = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Such as '3 days ago'. @param {string} moment ISO 8601 */
export function ago(moment) {
  const days = (Date.now() - Date.parse(moment)) / 86_400_000;
  if (days < 1) return days < 1 / 24 ? 'just now' : ages.format(-Math.round(days * 24), 'hour');
  if (days < 60) return ages.format(-Math.round(days), 'day');
  return days < 700 ? ages.format(-Math.round(days / 30), 'month') : ages.format(-Math.round(days / 365), 'year');
}

/** Who it is, by the best that is known. @param {{ name: string | null, phone: string | null, email: string | null, contact_id: string | null, id?: string | null }} person */
export function nameOf({ name, phone, email, contact_id, id }) {
  return name ?? phone ?? email ?? contact_id ?? id ?? 'Somebody who was erased';
}

/** Links by which somebody is reached; none that writes to whoever opted out. @param {{ phone: string | null, email: string | null }} person @param {boolean} optedIn */
export function reachLinks({ phone, email }, optedIn) {
  const digits = (phone ?? '').replace(/\D/g, '').replace(/^00/, '');
  return [
    ...(phone === null
      ? []
      : [element('a', { class: 'button', href: `tel:${phone.replace(/[^\d+]/g, '')}` }, `Call ${phone}`)]),
    ...(digits === '' || !optedIn
      ? []
      : [
          element(
            'a',
            { class: 'button plain', href: `https://wa.me/${digits}`, target: '_blank', rel: 'noreferrer' },
            'WhatsApp',
          ),
        ]),
    ...(email === null || !optedIn ? [] : [element('a', { class: 'button plain', href: `mailto:${email}` }, 'E-mail')]),
  ];
}

/** @param {readonly string[]} up @param {readonly string[]} down */
export function reasonList(up, down) {
  const item = (/** @type {string} */ sign, /** @type {string} */ words, /** @type {string} */ text) =>
    element(
      'li',
      { class: sign === '+' ? 'up' : 'down' },
      element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
      element('span', { class: 'unseen' }, words),
      text,
    );
  const raising = up.slice(0, down.length > 0 ? 2 : 3).map((text) => item('+', 'Raises it: ', text));
  const lowering = down.slice(0, 3 - raising.length).map((text) => item('−', 'Lowers it: ', text));
  return element('ul', { class: 'reasons' }, ...raising, ...lowering);
}

/** RFC 4180, safe in a spreadsheet. @param {readonly ListedPrediction[]} people */
export function toCsv(people) {
  const columns = [
    'id',
    'name',
    'phone',
    'email',
    'owner',
    'last_activity_at',
    'value',
    'tier',
    'change',
    'confidence',
  ];
  const lines = people.map((one) => [
    ...[one.id, one.name, one.phone, one.email, one.owner, one.last_activity_at, one.value],
    ...[
      one.quality_tier ?? one.risk_level ?? `${one.best_day ?? ''} ${one.optimal_send_time ?? ''}`.trim(),
      one.change,
    ],
    ...[one.confidence, one.factors.positive.join('; '), one.factors.negative.join('; ')],
    ...[one.recommendations.join('; '), one.opted_in ? 'yes' : 'no'],
  ]);
  const more = ['reasons_for', 'reasons_against', 'recommendations', 'opted_in'];
  return [[...columns, ...more], ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** @param {unknown} value */
function cell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The address of somebody's page. @param {string} contact */
export function personPage(contact) {
  return `#person/${encodeURIComponent(contact)}`;
}
