/** @import { MetricRecords } from '../../api/contracts/metrics.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element } from './elements.js';
import { get } from './http.js';
import { metricTitles } from './metric-titles.js';
import { wordsOf } from './page.js';
import { datePlot, plotTable } from './plot.js';
import { rangeOf } from './plot-scale.js';
import { count, modelTitles, writeMetric } from './wording.js';

/** @typedef {MetricRecords['metrics'][number]} MetricRecord */

const shownDays = 90;
const dayMs = 86_400_000;
/** The metrics with a target, of each model; then how far inputs have moved. @type {Readonly<Record<ModelName, readonly string[]>>} */
const metricsOf = {
  lead_scoring: ['mae', 'r2'],
  churn: ['accuracy', 'precision', 'recall', 'f1'],
  engagement: ['accuracy', 'precision', 'recall', 'f1'],
};
const dayNames = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', timeZone: 'UTC' });
/** A day lists the features that moved most. */
const shownFeatures = 12;

/**
 * How right the answers were and how far the data has moved, day by day, for the model and the figure that are chosen.
 * @param {HTMLElement} place @param {AbortSignal} leaving
 */
export function metricHistory(place, leaving) {
  const model = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      { 'aria-label': 'Model' },
      ...Object.entries(modelTitles).map(([value, title]) => element('option', { value }, title)),
    )
  );
  const what = /** @type {HTMLSelectElement} */ (element('select', { 'aria-label': 'Figure' }));
  const picture = element('div', { 'aria-live': 'polite' });
  const heading = place.querySelector(':scope > h2');
  place.replaceChildren(
    ...(heading === null ? [] : [heading]),
    element('div', { class: 'filters' }, model, what),
    picture,
  );
  model.addEventListener('change', chooseModel);
  what.addEventListener('change', show);
  chooseModel();

  async function chooseModel() {
    const name = /** @type {ModelName} */ (model.value);
    const answers = metricsOf[name].map((metric) => option(`live ${metric} all`, titleOf(metric)));
    what.replaceChildren(group('How right the answers were', answers));
    await show();
    /** @type {Pick<MetricRecords, 'metrics'>} */
    const { metrics } = await get(`/api/v1/models/${name}/metrics?source=drift&metric=psi&days=1`).catch(() => ({
      metrics: [],
    }));
    if (leaving.aborted || model.value !== name || metrics.length === 0) return;
    const moved = metrics
      .filter(({ segment, value }) => value !== null && segment !== 'prediction')
      .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
      .slice(0, shownFeatures);
    what.append(
      group('How far the data has moved', [
        option('drift psi prediction', 'All predictions'),
        ...moved.map(({ segment, value }) =>
          option(`drift psi ${segment}`, `${featureOf(segment)} (${value?.toFixed(2)})`),
        ),
      ]),
    );
  }

  async function show() {
    const chosen = what.value;
    const [source = '', metric = '', ...segment] = chosen.split(' ');
    const query = new URLSearchParams({ metric, segment: segment.join(' '), days: String(shownDays) });
    if (source === 'drift') query.set('source', source);
    try {
      /** @type {MetricRecords} */
      const answer = await get(`/api/v1/models/${model.value}/metrics?${query}`);
      if (!leaving.aborted && what.value === chosen) picture.replaceChildren(...draw(answer, metric, source));
    } catch (error) {
      if (!leaving.aborted) picture.replaceChildren(element('p', { class: 'missed', role: 'alert' }, wordsOf(error)));
    }
  }
}

/** @param {string} value @param {string} title */
function option(value, title) {
  return element('option', { value }, title);
}

/** @param {string} label @param {readonly HTMLElement[]} options */
function group(label, options) {
  return element('optgroup', { label }, ...options);
}

/** @param {MetricRecords} answer @param {string} metric @param {string} source */
function draw({ metrics: all, levels }, metric, source) {
  const metrics = source === 'drift' ? all : judged(all);
  const known = metrics.filter(({ value }) => value !== null);
  const unknown = metrics.filter(({ value }) => value === null);
  const last = known.at(-1);
  if (last === undefined) return [element('p', { class: 'soft' }, nothingYet(unknown, source))];
  const write = (/** @type {number} */ value) => writeMetric(metric, value);
  const noise = last.noise;
  const lines = [
    ...levels.filter((level) => level.metric === metric).map((level) => lineOf(level, write)),
    ...(noise === null ? [] : [{ value: noise, text: `chance alone: up to ${write(noise)}`, tone: '' }]),
  ];
  const values = known.flatMap(({ value, low, high }) => [value, low, high].flatMap((each) => each ?? []));
  const spread = rangeOf(values);
  const near = lines.map(({ value }) => value).filter((value) => isNear(value, spread));
  return [
    element('p', { class: 'lead' }, verdict(last, metric, levels)),
    datePlot({
      label: `${titleOf(metric)} by day; the table below has the same figures`,
      points: known.map((record) => ({
        at: Date.parse(record.date),
        value: record.value ?? 0,
        ...{ low: record.low, high: record.high, series: seriesOf(record, unknown) },
        words: `${record.date}: ${write(record.value ?? 0)}, ${count(record.samples)} samples, ${record.version}`,
        data: { date: record.date, value: record.value ?? '', version: record.version },
      })),
      range: rangeOf([...values, ...near]),
      lines: lines.filter(({ value }) => near.includes(value)),
      marks: versionsOf(known),
      gaps: gapsOf(unknown),
      write,
      interval: known.some(({ low }) => low !== null) ? '95% interval' : '',
    }),
    plotTable(
      `${titleOf(metric)} by day`,
      ['Day', 'Value', '95% interval', 'Samples', 'Version', 'Note'],
      metrics
        .toReversed()
        .map((record) => [
          record.date,
          record.value === null ? '–' : write(record.value),
          record.low === null || record.high === null ? '–' : `${write(record.low)} to ${write(record.high)}`,
          count(record.samples),
          record.version,
          record.reason ?? (record.source === 'rescored' ? 'subjects scored again, as of their moment' : ''),
        ]),
    ),
  ];
}

/** Of each day what was judged: live labels, or where these were too few those of subjects scored again. @param {MetricRecords['metrics']} records */
function judged(records) {
  const days = Map.groupBy(records, ({ date, version }) => `${date} ${version}`);
  return [...days.values()].flatMap((ofDay) => {
    const live = ofDay.find(({ source }) => source === 'live');
    const rescored = ofDay.find(({ source }) => source === 'rescored');
    return (live?.value === null ? (rescored ?? live) : (live ?? rescored)) ?? [];
  });
}

/** A target says where a value should be, an alert where it should not. @param {MetricRecords['levels'][number]} level @param {(value: number) => string} write */
function lineOf({ kind, worse, value }, write) {
  const better = worse === 'above' ? 'below' : 'above';
  return kind === 'target'
    ? { value, text: `target: ${better} ${write(value)}`, tone: 'good' }
    : { value, text: `alert: ${worse} ${write(value)}`, tone: 'bad' };
}

/** A level far from all values would squeeze them into a line. @param {number} value @param {readonly [number, number]} spread */
function isNear(value, [least, most]) {
  const air = 1.5 * (most - least);
  return value >= least - air && value <= most + air;
}

/** @param {MetricRecord} last @param {string} metric @param {MetricRecords['levels']} levels */
function verdict(last, metric, levels) {
  const write = (/** @type {number} */ value) => writeMetric(metric, value);
  const seen = last.value ?? 0;
  const bad = (/** @type {MetricRecords['levels'][number]} */ level) =>
    level.worse === 'above' ? seen >= level.value : seen <= level.value;
  const of = levels.filter((level) => level.metric === metric);
  const alert = of.find((level) => level.kind === 'alert' && bad(level));
  const target = of.find((level) => level.kind === 'target');
  const standing =
    alert !== undefined
      ? 'beyond the limit that alerts'
      : target === undefined
        ? metric === 'psi'
          ? 'within what is usual'
          : 'measured'
        : bad(target)
          ? `short of the target (${target.worse === 'above' ? 'below' : 'above'} ${write(target.value)})`
          : 'on target';
  return `${write(seen)} on ${dayNames.format(Date.parse(last.date))}: ${standing}.`;
}

/** @param {readonly MetricRecord[]} unknown @param {string} source */
function nothingYet(unknown, source) {
  const why = unknown.at(-1)?.reason;
  if (why) return `No figure yet: ${why}`;
  return source === 'drift'
    ? 'Nothing was compared yet. It is done daily, as soon as there are predictions.'
    : 'Nothing was measured yet. It is done daily, as soon as it is known what became of the first predictions.';
}

/** Points are joined within a version, and not over days without a value. @param {MetricRecord} record @param {readonly MetricRecord[]} unknown */
function seriesOf({ version, date }, unknown) {
  return `${version} ${unknown.findIndex((each) => each.date > date)}`;
}

/** Where another version takes over. @param {readonly MetricRecord[]} known */
function versionsOf(known) {
  return known
    .filter(({ version }, at) => version !== known[at - 1]?.version)
    .map(({ date, version }) => ({ at: Date.parse(date), text: version }));
}

/** Stretches of days without a value. @param {readonly MetricRecord[]} unknown @returns {[number, number][]} */
function gapsOf(unknown) {
  /** @type {[number, number][]} */
  const gaps = [];
  for (const { date } of unknown) {
    const at = Date.parse(date);
    const open = gaps.at(-1);
    if (open !== undefined && at - open[1] <= dayMs) open[1] = at;
    else gaps.push([at, at]);
  }
  return gaps;
}

/** @param {string} metric */
function titleOf(metric) {
  return metricTitles[metric]?.title ?? metric;
}

/** @param {string} segment */
function featureOf(segment) {
  return segment.replace(/^feature=/, '').replaceAll('_', ' ');
}
