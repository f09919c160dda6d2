/** @import { ExperimentReport } from '../../api/contracts/experiments.ts' */
import { element } from './elements.js';
import { onDay, when } from './wording.js';

/**
 * The challenger's share, phase by phase. Paired experiments stay at their first share.
 * @param {ExperimentReport} report
 */
export function ramp({ experiment, phases, verdict }) {
  const { rules, mode, state } = experiment;
  const shares = mode === 'paired' ? rules.shares.slice(0, 1) : rules.shares;
  const last = phases.at(-1);
  return element(
    'ol',
    { class: 'ramp', 'aria-label': "The challenger's share of the traffic" },
    ...shares.map((share) => {
      const phase = phases.findLast((each) => each.challenger_share === share);
      const current = phase !== undefined && phase === last && state !== 'ended';
      const place = current ? 'ramp-now' : phase === undefined ? 'ramp-later' : 'ramp-past';
      return element(
        'li',
        { class: place, 'data-share': String(share), ...(current ? { 'aria-current': 'step' } : {}) },
        element('strong', {}, `${Math.round(share * 100)}%`),
        element('span', { class: 'soft' }, ...words(phase, current)),
      );
    }),
    ...(mode === 'paired'
      ? [
          element(
            'li',
            { class: 'note soft' },
            'Too little traffic to compare results alone, so both models answer for everybody and their errors are compared. The share stays.',
          ),
        ]
      : []),
  );

  /** @param {ExperimentReport['phases'][number] | undefined} phase @param {boolean} current */
  function words(phase, current) {
    if (phase === undefined) return [state === 'ended' ? 'not reached' : 'to come'];
    if (!current) return [onDay(phase.started_at)];
    if (state === 'paused' || state === 'frozen') return ['stands still'];
    if (phase.closed_at === null) return ['since ', onDay(phase.started_at)];
    return verdict.next_at === null ? ['pause'] : ['pause until ', when(verdict.next_at)];
  }
}
