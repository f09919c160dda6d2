/** @import { Incident } from '../../api/contracts/incidents.ts' */
import { pill } from './elements.js';
import { modelTitles, when } from './wording.js';

/** @type {Record<Incident['state'], { text: string, tone: 'good' | 'bad' | 'warn' | '' }>} */
const states = {
  pending: { text: 'Not sure yet', tone: '' },
  firing: { text: 'Needs you', tone: 'bad' },
  acknowledged: { text: 'Acknowledged', tone: 'warn' },
  recovering: { text: 'Recovering', tone: 'warn' },
  resolved: { text: 'Over', tone: 'good' },
  superseded: { text: 'Another version serves', tone: '' },
};

/** @param {Pick<Incident, 'rule' | 'state'>} incident */
export function incidentPill({ rule, state }) {
  const note = rule === 'below_target' && state === 'pending';
  return note ? pill('Note', '') : pill(states[state].text, states[state].tone);
}

/** @param {Pick<Incident, 'model' | 'title'>} incident */
export function incidentTitle({ model, title }) {
  return `${model === null ? 'The pipeline' : modelTitles[model]}: ${title}`;
}

/** @param {Pick<Incident, 'state'>} incident */
export function isOver({ state }) {
  return state === 'resolved' || state === 'superseded';
}

/** Nobody is looking after it, and people are told. @param {Pick<Incident, 'state'>} incident */
export function mayBeAcknowledged({ state }) {
  return state === 'firing' || state === 'recovering';
}

/** Since when, who looks after it, and since when it is over. @param {Incident} incident */
export function courseOf({ opened_at, acknowledged_at, acknowledged_by, resolved_at }) {
  return [
    'Since ',
    when(opened_at),
    ...(acknowledged_by === null || acknowledged_at === null
      ? []
      : [`, ${acknowledged_by} looks after it since `, when(acknowledged_at)]),
    ...(resolved_at === null ? [] : [', over since ', when(resolved_at)]),
    '.',
  ];
}
