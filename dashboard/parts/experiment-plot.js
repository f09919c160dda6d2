/** @import { ExperimentReport } from '../../api/contracts/experiments.ts' */
/** @import { Plot } from './plot.js' */
import { element } from './elements.js';
import { percent, signed, signOf, units } from './experiment-words.js';
import { datePlot, plotTable } from './plot.js';
import { rangeOf } from './plot-scale.js';
import { count, when } from './wording.js';

/** What each look saw, over the lines that it is decided by. @param {ExperimentReport} report */
export function looksPlot(report) {
  const { experiment, looks, phases } = report;
  const paired = experiment.mode === 'paired';
  const seen = looks.flatMap((look) => {
    const found = paired ? look.paired && { ...look.paired, observed: look.paired.mean } : look.lift;
    return found === null ? [] : [{ look, ...found }];
  });
  if (seen.length === 0)
    return element('p', { class: 'soft' }, 'The picture begins with the first look that can compare both.');
  const write = paired ? writeLoss(experiment.model) : (/** @type {number} */ value) => signed(value, 0);
  const limit = paired ? experiment.rules.paired_margin : experiment.rules.minimum_lift;
  const last = /** @type {typeof seen[number]} */ (seen.at(-1));
  // the first intervals of a phase are many times as wide as what is decided by; they are cut off
  const width = Math.max(2 * limit, Math.min(...seen.map(({ low, high }) => high - low)));
  const cut = (/** @type {number} */ value) => Math.max(last.observed - width, Math.min(last.observed + width, value));
  /** @type {Plot} */
  const plot = {
    label: `${paired ? "The challenger's error minus the champion's" : "The challenger's lift"} by look, with its interval; the table below has the same figures`,
    points: seen.map(({ look, observed, low, high }) => ({
      at: Date.parse(look.at),
      ...{ value: observed, low, high },
      words: `${new Date(look.at).toLocaleDateString()}: ${write(observed)} (${write(low)} to ${write(high)})`,
      series: String(look.phase),
      data: { phase: look.phase, look: look.number, observed, low, high },
    })),
    range: rangeOf([0, limit, ...seen.flatMap(({ observed, low, high }) => [observed, low, high].map(cut))]),
    lines: [
      { value: 0, text: 'no difference', tone: 'zero' },
      paired
        ? { value: limit, text: `margin ${write(limit)}`, tone: 'bad' }
        : { value: limit, text: `${percent(limit, 0)} better`, tone: 'good' },
    ],
    marks: phases
      .filter(({ started_at }) => Date.parse(started_at) <= Date.parse(last.look.at))
      .map(({ started_at, challenger_share: share }) => ({ at: Date.parse(started_at), text: percent(share, 0) })),
    dates: [Date.parse(phases[0]?.started_at ?? looks[0]?.at ?? ''), Date.parse(last.look.at)],
    write,
    interval: 'where the truth lies with 95% certainty',
  };
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'soft' },
      paired
        ? 'How much more (+) or less (−) the challenger errs than the champion.'
        : 'How many more (+) or fewer (−) of the challenger’s people bring a result, compared with the champion’s.',
    ),
    datePlot(plot),
  );
}

/** Every look, also those that could not compare yet. @param {ExperimentReport} report */
export function looksTable({ experiment, looks }) {
  const paired = experiment.mode === 'paired';
  const { did } = units[experiment.model];
  const write = paired ? writeLoss(experiment.model) : (/** @type {number} */ value) => signed(value);
  const arm = (/** @type {{ units: number, conversions: number }} */ { units: known, conversions }) =>
    `${count(conversions)} of ${count(known)}`;
  const rows = looks.map((look) => {
    const found = paired ? look.paired && { ...look.paired, observed: look.paired.mean } : look.lift;
    return [
      when(look.at),
      percent(look.challenger_share, 0),
      arm(look.champion),
      arm(look.challenger),
      found === null ? '–' : write(found.observed),
      found === null ? '–' : `${write(found.low)} to ${write(found.high)}`,
      look.reason,
    ];
  });
  return plotTable(
    'Every look',
    [
      'When',
      'Share',
      `${did}: champion`,
      `${did}: challenger`,
      paired ? 'Error' : 'Lift',
      '95% interval',
      'What was decided, and why',
    ],
    rows.toReversed(),
    `All ${looks.length} looks as a table`,
  );
}

/** @param {ExperimentReport['experiment']['model']} model @returns {(value: number) => string} */
function writeLoss(model) {
  const digits = model === 'lead_scoring' ? 1 : 3;
  return (value) => `${signOf(value)}${Math.abs(value).toFixed(digits)}`;
}
