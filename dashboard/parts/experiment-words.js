/** @import { ExperimentAnswer, ExperimentReport } from '../../api/contracts/experiments.ts' */
import { element, pill } from './elements.js';
import { when } from './wording.js';

/** @typedef {{ text: string, tone: 'good' | 'bad' | 'warn' | 'live' | '' }} Standing */

/** @type {Readonly<Record<ExperimentAnswer['state'], Standing>>} */
const states = {
  waiting: { text: 'Waits', tone: '' },
  running: { text: 'Runs', tone: 'live' },
  paused: { text: 'Paused', tone: 'warn' },
  frozen: { text: 'Frozen', tone: 'bad' },
  ended: { text: 'Ended', tone: '' },
};

/** @type {Readonly<Record<NonNullable<ExperimentAnswer['outcome']>, Standing>>} */
const outcomes = {
  promoted: { text: 'Challenger promoted', tone: 'good' },
  champion_kept: { text: 'Champion kept', tone: '' },
  rolled_back: { text: 'Rolled back', tone: 'bad' },
  superseded: { text: 'No verdict', tone: '' },
};

/** @param {Pick<ExperimentAnswer, 'state' | 'outcome'>} experiment */
export function standingPill({ state, outcome }) {
  const { text, tone } = outcome === null ? states[state] : outcomes[outcome];
  return pill(text, tone);
}

/** @param {Pick<ExperimentAnswer, 'model' | 'champion' | 'challenger'>} experiment */
export function versionsOf({ champion, challenger }) {
  return element('span', { class: 'soft' }, `challenger ${challenger} against champion ${champion}`);
}

/** @param {string} id */
export function experimentAddress(id) {
  return `#experiments/${encodeURIComponent(id)}`;
}

/** What a unit is, and what it does when it counts. @type {Readonly<Record<ExperimentAnswer['model'], { many: string, did: string }>>} */
export const units = {
  lead_scoring: { many: 'Leads', did: 'Bought' },
  churn: { many: 'Contacts', did: 'Stayed' },
  engagement: { many: 'Contacts', did: 'Answered' },
};

/** How it stands in one sentence, what comes next, and how long it may take. @param {ExperimentReport} report */
export function verdictOf({ verdict, time_left: left }) {
  return element(
    'div',
    { class: 'verdict' },
    element('p', { class: `sentence ${verdict.tone}` }, verdict.sentence),
    ...(verdict.next === '' ? [] : [element('p', {}, verdict.next)]),
    ...(left === null ? [] : [element('p', { class: 'left' }, left.sentence)]),
    ...(verdict.next_at === null ? [] : [element('p', { class: 'soft' }, 'Next look ', when(verdict.next_at), '.')]),
  );
}

/** @param {number} share @param {number} [digits] */
export function percent(share, digits = 1) {
  return `${(share * 100).toFixed(digits)}%`;
}

/** @param {number} share @param {number} [digits] */
export function signed(share, digits = 1) {
  return `${signOf(share)}${percent(Math.abs(share), digits)}`;
}

/** @param {number} value */
export function signOf(value) {
  if (value === 0) return '';
  return value > 0 ? '+' : '−';
}
