/** @import { RunReport } from '../../api/contracts/run-report.ts' */
import { element } from './elements.js';
import { stageTitles } from './model-words.js';
import { svg } from './svg.js';
import { duration } from './wording.js';

/** @type {Readonly<Record<RunReport['stages'][number]['state'], string>>} */
const states = { done: 'done', running: 'under way', ended: 'ended here', ahead: 'not begun' };

/** The steps in order, with when each began and how long it took. @param {RunReport['stages']} stages */
export function runSteps(stages) {
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
  const longest = Math.max(...stages.map(({ seconds }) => seconds ?? 0), 0.001);
  return element(
    'ol',
    { class: 'run-steps' },
    ...stages.map(({ stage, doing, state, entered_at: at, seconds }) =>
      element(
        'li',
        {
          class: state,
          'data-stage': stage,
          'data-seconds': seconds === null ? '' : String(seconds),
          ...(state === 'running' ? { 'aria-current': 'step' } : {}),
        },
        element(
          'span',
          { class: 'title' },
          stageTitles[stage],
          element('span', { class: 'soft' }, ` ${doing.toLowerCase()}`),
        ),
        element('span', { class: 'bar' }, bar((seconds ?? 0) / longest)),
        element(
          'span',
          { class: 'soft took' },
          seconds !== null ? duration(seconds) : state === 'done' ? 'time not recorded' : states[state],
        ),
        element(
          'span',
          { class: 'soft at' },
          ...(at === null ? [] : [element('time', { datetime: at }, clock.format(new Date(at)))]),
        ),
        element('span', { class: 'unseen' }, ` (${states[state]})`),
      ),
    ),
  );
}

/** @param {number} share */
function bar(share) {
  return svg(
    'svg',
    { class: 'share-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'rest', width: 100, height: 8 }),
    svg('rect', { class: 'filled', width: Math.max(share > 0 ? 0.8 : 0, 100 * share), height: 8 }),
  );
}

/** What the model relies on, by groups that open. @param {RunReport['importance']} importance */
export function importanceList(importance) {
  const most = importance[0]?.share ?? 1;
  return element(
    'div',
    { class: 'importance' },
    ...importance.map(({ group, share, features }) =>
      element(
        'details',
        { 'data-group': group, 'data-share': String(share) },
        element(
          'summary',
          {},
          element('span', { class: 'group' }, group),
          bar(share / most),
          element('span', { class: 'soft' }, percent(share)),
        ),
        element(
          'ul',
          {},
          ...features.map((feature) =>
            element(
              'li',
              { 'data-feature': feature.feature, 'data-share': String(feature.share) },
              element('span', {}, feature.description),
              element('span', { class: 'soft' }, percent(feature.share)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @param {number} share */
function percent(share) {
  return share > 0 && share < 0.01 ? 'under 1%' : `${Math.round(share * 100)}%`;
}
