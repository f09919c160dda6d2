/** @import { ExperimentReport } from '../../api/contracts/experiments.ts' */
import { element, pill } from './elements.js';
import { percent, units } from './experiment-words.js';
import { count } from './wording.js';

/** @typedef {ExperimentReport['looks'][number]} Look */
/** @typedef {Look['champion']} Arm */

/** Both arms side by side, as of the last look. @param {ExperimentReport} report @param {Look} look */
export function armsTable({ experiment }, look) {
  const { champion, challenger, rules, model } = experiment;
  const { many, did } = units[model];
  const share = look.challenger_share;
  const hurt = (/** @type {Look['guardrail']} */ name) =>
    look.guardrail === name ? [' ', pill('too much', 'bad')] : [];
  /** @type {readonly { title: string, note: string, of: (arm: Arm) => string, bad?: (Node | string)[] }[]} */
  const rows = [
    { title: `${many} in it`, note: '', of: ({ exposed }) => count(exposed) },
    {
      title: 'Outcome known',
      note: `after ${rules.attribution_days} days`,
      of: ({ units: known }) => count(known),
    },
    {
      title: did,
      note: '',
      of: ({ units: known, conversions }) =>
        known === 0 ? '–' : `${count(conversions)} (${percent(conversions / known)})`,
    },
    {
      title: 'Failed predictions',
      note: `at most ${percent(rules.error_rate, 0)} more allowed`,
      of: ({ predictions, errors }) =>
        predictions === 0 ? '–' : `${count(errors)} (${percent(errors / predictions, 2)})`,
      bad: hurt('error_rate'),
    },
    {
      title: 'Time per prediction',
      note: `at most ${rules.latency_ratio} times as long`,
      of: ({ milliseconds }) => (milliseconds === null ? '–' : `${milliseconds.toFixed(1)} ms`),
      bad: hurt('latency'),
    },
    {
      title: 'Opted out since',
      note: '',
      of: ({ opt_outs: left }) => count(left),
      bad: hurt('opt_out_rate'),
    },
  ];
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Both arms' },
    element(
      'table',
      { class: 'arms' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td', {}),
          element('th', { scope: 'col' }, `Champion, ${percent(1 - share, 0)}`, version(champion)),
          element('th', { scope: 'col' }, `Challenger, ${percent(share, 0)}`, version(challenger)),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(({ title, note, of, bad = [] }) =>
          element(
            'tr',
            {},
            element(
              'th',
              { scope: 'row' },
              title,
              ...(note === '' ? [] : [element('span', { class: 'soft note' }, note)]),
            ),
            element('td', { class: 'number' }, of(look.champion)),
            element('td', { class: 'number' }, of(look.challenger), ...bad),
          ),
        ),
      ),
    ),
  );
}

/** @param {string} name */
function version(name) {
  return element('span', { class: 'soft note' }, name);
}

/** Whether both arms got their planned shares. @param {ExperimentReport} report @param {Look} look */
export function splitOf({ experiment, phases }, look) {
  const { champion, challenger, challenger_share: planned, sample_ratio_p: p } = look;
  const all = champion.exposed + challenger.exposed;
  if (all === 0 || p === null) return [element('p', { class: 'soft' }, 'Nobody is in it yet.')];
  const { sample_ratio_alpha: alpha } = experiment.rules;
  const fine = p >= alpha;
  const excluded = phases.find(({ number }) => number === look.phase)?.excluded ?? 0;
  return [
    element(
      'p',
      { class: 'split', 'data-p': String(p), 'data-share': String(challenger.exposed / all) },
      pill(fine ? 'As planned' : 'In doubt', fine ? 'good' : 'bad'),
      ` The challenger got ${count(challenger.exposed)} of ${count(all)}: ${percent(challenger.exposed / all)}, planned ${percent(planned, 0)}.`,
    ),
    element(
      'p',
      { class: 'soft' },
      fine
        ? `Chance alone gives a split at least this uneven in ${p >= 0.01 ? percent(p, 0) : percent(p, 2)} of such experiments.`
        : 'A split like this is hardly chance. Until it is explained, nobody is promoted.',
      ...(excluded === 0
        ? []
        : [` ${count(excluded)} count for neither: they were merged with others, or are leads of such contacts.`]),
    ),
  ];
}
