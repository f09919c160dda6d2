/** @import { MetricRecord } from '../../api/contracts/metrics.ts' */
/** @import { TrainedModel } from '../../api/contracts/model-versions.ts' */
/** @import { Deployment } from '../../api/contracts/deployments.ts' */
import { element } from './elements.js';
import { datePlot, plotTable } from './plot.js';
import { rangeOf } from './plot-scale.js';
import { byWeek } from './weeks.js';
import { count, metricLabel, writeMetric } from './wording.js';

/** What figures mean, for people who are not experts. @type {Readonly<Record<string, string>>} */
const meanings = {
  mae: 'By how many points of 100 a score is off on average. Lower is better.',
  r2: 'How much of the difference between leads the scores explain: 1 is all, 0 nothing.',
  accuracy: 'How many answers are right.',
  precision: 'Of those it names, how many come true.',
  recall: 'Of all for whom it comes true, how many it names.',
  f1: 'One figure for precision and recall together: 1 is perfect.',
};

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/**
 * How right the version has been week by week, beside what its holdout promised and the target.
 * @param {{ champion: TrainedModel, metrics: readonly MetricRecord[], deployments: readonly Deployment[], labelsAfter: string }} known
 */
export function liveMetrics(known) {
  const { champion } = known;
  const place = element('div', { class: 'course' });
  const [first] = champion.targets;
  const choices = champion.targets.map(({ metric }) => {
    const input = /** @type {HTMLInputElement} */ (
      element('input', { type: 'radio', name: 'metric', value: metric, id: `metric-${metric}` })
    );
    input.checked = metric === first?.metric;
    input.addEventListener('change', () => show(metric));
    return element('label', { class: 'choice', for: `metric-${metric}` }, input, metricLabel(metric));
  });
  if (first !== undefined) show(first.metric);
  return element(
    'div',
    {},
    element('fieldset', { class: 'choices' }, element('legend', { class: 'unseen' }, 'Figure'), ...choices),
    place,
  );

  /** @param {string} metric */
  function show(metric) {
    place.replaceChildren(element('p', { class: 'soft' }, meanings[metric] ?? ''), ...course(metric, known));
  }
}

/** @param {string} metric @param {Parameters<typeof liveMetrics>[0]} known */
function course(metric, { champion, metrics, deployments, labelsAfter }) {
  const weeks = byWeek(metrics.filter((record) => record.metric === metric));
  const target = champion.targets.find((each) => each.metric === metric);
  const held = champion.metrics[metric] ?? null;
  const interval = champion.intervals[metric];
  const promised =
    held === null
      ? 'undefined'
      : `${writeMetric(metric, held)}${interval === undefined ? '' : ` (95% interval ${writeMetric(metric, interval.low)} to ${writeMetric(metric, interval.high)})`}`;
  const holdoutWords = element('p', { class: 'soft' }, `On the holdout of ${champion.version}: ${promised}.`);
  if (weeks.length === 0)
    return [
      holdoutWords,
      element('p', { class: 'note' }, `No answer that it served has a known outcome yet. ${labelsAfter}`),
    ];
  const lines = [
    ...(held === null ? [] : [{ value: held, text: `holdout ${writeMetric(metric, held)}`, tone: 'zero' }]),
    ...(target === undefined
      ? []
      : [
          {
            value: target.limit,
            text: `target ${target.comparison} ${writeMetric(metric, target.limit)}`,
            tone: 'good',
          },
        ]),
  ];
  const first = weeks[0]?.week ?? 0;
  const last = weeks.at(-1)?.week ?? 0;
  const marks = deployments
    .map(({ deployed_at: at, version }) => ({ at: Date.parse(at), text: version }))
    .filter(({ at }) => at >= first && at <= last);
  const ends = weeks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const plot = datePlot({
    label: `${metricLabel(metric)} by week; the table below has the same figures`,
    points: weeks.map(({ week, date, value, low, high, samples, version }) => ({
      ...{ at: week, value, low, high },
      words: `Week of ${day.format(week)}: ${writeMetric(metric, value)} from ${count(samples)}, version ${version}`,
      series: version,
      data: { date, metric, value, low: low ?? '', high: high ?? '', samples, version },
    })),
    range: rangeOf([...ends, ...lines.map(({ value }) => value)]),
    ...{ lines, marks, interval: '95% interval', write: (value) => writeMetric(metric, value) },
  });
  const table = plotTable(
    `${metricLabel(metric)} by week`,
    ['Week of', metricLabel(metric), '95% interval', 'From', 'Version'],
    weeks
      .toReversed()
      .map(({ week, value, low, high, samples, version }) => [
        day.format(week),
        writeMetric(metric, value),
        low === null || high === null ? '–' : `${writeMetric(metric, low)} to ${writeMetric(metric, high)}`,
        count(samples),
        version,
      ]),
  );
  const afterwards = weeks.some(({ source }) => source === 'rescored')
    ? [
        element(
          'p',
          { class: 'note' },
          `Nothing that it served has a known outcome yet. These are its answers, given afterwards, about people it had not learnt from. ${labelsAfter}`,
        ),
      ]
    : [];
  return [...afterwards, plot, holdoutWords, table];
}
