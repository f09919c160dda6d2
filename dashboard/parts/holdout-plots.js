/** @import { Plots } from '../../api/contracts/run-report.ts' */
/** @import { Axis } from './xy-plot.js' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { element } from './elements.js';
import { count } from './wording.js';
import { histogram, xyPlot } from './xy-plot.js';

/** @type {Readonly<Record<ModelName, { yes: string, no: string, came: string, not: string }>>} */
const words = {
  lead_scoring: { yes: 'Called hot', no: 'Not called hot', came: 'Were hot', not: 'Were not' },
  churn: { yes: 'Expected to leave', no: 'Expected to stay', came: 'Left', not: 'Stayed' },
  engagement: { yes: 'Answer expected', no: 'No answer expected', came: 'Answered', not: 'Did not answer' },
};

/** How the model did on those it had not seen, as pictures. @param {ModelName} model @param {Plots} plots */
export function holdoutPlots(model, plots) {
  return element(
    'div',
    { class: plots.task === 'regression' ? 'figures' : 'figures wide' },
    ...(plots.task === 'regression' ? scorePlots(plots) : chancePlots(model, plots)),
  );
}

const points = (/** @type {number} */ value) => String(Math.round(value * 10) / 10);
const share = (/** @type {number} */ value) => `${Math.round(value * 100)}%`;
/** @type {readonly [number, number]} */
const unit = [0, 1];
/** @type {readonly (readonly [number, number])[]} */
const unitDiagonal = [
  [0, 0],
  [1, 1],
];

/** @param {Extract<Plots, { task: 'regression' }>} plots */
function scorePlots({ points: rows, residuals, calibration }) {
  const values = rows.flatMap(({ predicted, actual }) => [predicted, actual]);
  /** @type {[number, number]} */
  const range = [Math.min(0, ...values), Math.max(100, ...values)];
  /** @type {readonly (readonly [number, number])[]} */
  const diagonal = [
    [range[0], range[0]],
    [range[1], range[1]],
  ];
  const axis = (/** @type {string} */ title) => ({ title, range, write: points });
  return [
    xyPlot({
      title: 'Score against what became of it',
      means: 'Each dot is one of those kept aside. On the line the score was exactly right.',
      ...{ x: axis('Score'), y: axis('What became of it'), joined: 'none', reference: diagonal },
      dots: rows.map(({ predicted, actual }) => ({
        ...{ x: predicted, y: actual, data: { predicted, actual } },
        words: `Score ${points(predicted)}, became ${points(actual)}`,
      })),
      table: {
        ...{ caption: 'Score against what became of it', titles: ['Score', 'What became of it'] },
        rows: rows.map(({ predicted, actual }) => [points(predicted), points(actual)]),
      },
    }),
    histogram({
      title: 'By how much it errs',
      means: 'Right of zero it scored too high, left of it too low. The more in the middle, the better.',
      ...{ axis: 'Points too high', bins: residuals },
      table: {
        ...{ caption: 'Errors', titles: ['Points too high', 'Rows'] },
        rows: residuals.map(({ from, to, rows: many }) => [`${points(from)} to ${points(to)}`, count(many)]),
      },
    }),
    calibrationPlot(calibration, axis('Mean score'), axis('What became of them'), diagonal, points),
  ];
}

/** @param {Plots['calibration']} calibration @param {Axis} x @param {Axis} y @param {readonly (readonly [number, number])[]} diagonal @param {(value: number) => string} write */
function calibrationPlot(calibration, x, y, diagonal, write) {
  return xyPlot({
    title: 'Can its figures be taken at their word?',
    means: 'Each dot is a group with similar answers. On the line, what it said is what happened on average.',
    ...{ x, y, joined: 'line', reference: diagonal },
    dots: calibration.map(({ predicted, actual, rows }) => ({
      ...{ x: predicted, y: actual, data: { predicted, actual, rows } },
      words: `${count(rows)} rows: it said ${write(predicted)}, it was ${write(actual)}`,
    })),
    table: {
      ...{ caption: 'Calibration', titles: ['It said', 'It was', 'Rows'] },
      rows: calibration.map(({ predicted, actual, rows }) => [write(predicted), write(actual), count(rows)]),
    },
  });
}

/** @param {ModelName} model @param {Extract<Plots, { task: 'classification' }>} plots */
function chancePlots(model, { confusion, curve, calibration, threshold }) {
  const axis = (/** @type {string} */ title) => ({ title, range: unit, write: share });
  // the last one that it still says yes to
  const chosen = curve.findLastIndex((point) => point.threshold >= threshold);
  const table = {
    titles: ['From a chance of', 'Found', 'False alarms', 'Of its alarms, true'],
    rows: curve.map((point) => [
      ...[share(point.threshold), share(point.recall), share(point.false_positive_rate), share(point.precision)],
    ]),
  };
  const dot = (/** @type {typeof curve[number]} */ point, /** @type {number} */ at) => ({
    chosen: at === chosen,
    words: `From ${share(point.threshold)}: finds ${share(point.recall)}, false alarms ${share(point.false_positive_rate)}, ${share(point.precision)} of its alarms true`,
    data: {
      ...{ threshold: point.threshold, recall: point.recall, precision: point.precision },
      'false-positive-rate': point.false_positive_rate,
    },
  });
  const positives = confusion.true_positive + confusion.false_negative;
  const rows = positives + confusion.false_positive + confusion.true_negative;
  const anyway = rows === 0 ? 0 : positives / rows;
  const curves =
    curve.length === 0
      ? [
          element(
            'p',
            { class: 'figure soft' },
            'All those kept aside ended the same way, so there is no curve of hits against false alarms.',
          ),
        ]
      : [
          xyPlot({
            title: 'Hits against false alarms (ROC)',
            means:
              'The further up and left, the better. On the dashed line it would guess. The ring is where it decides.',
            ...{ x: axis('False alarms'), y: axis('Found'), joined: 'line', reference: unitDiagonal },
            before: [[0, 0]],
            dots: curve.map((point, at) => ({ ...dot(point, at), x: point.false_positive_rate, y: point.recall })),
            table: { ...table, caption: 'Hits against false alarms' },
          }),
          xyPlot({
            title: 'True alarms against how many it finds (precision and recall)',
            means: 'The further up and right, the better. The dashed line is picking without a model.',
            ...{ x: axis('Found'), y: axis('Of its alarms, true'), joined: 'line' },
            reference: [
              [0, anyway],
              [1, anyway],
            ],
            dots: curve.map((point, at) => ({ ...dot(point, at), x: point.recall, y: point.precision })),
            table: { ...table, caption: 'True alarms against how many it finds' },
          }),
        ];
  return [
    confusionTable(model, confusion, threshold),
    ...curves,
    calibrationPlot(calibration, axis('It said'), axis('It was'), unitDiagonal, share),
  ];
}

/** @param {ModelName} model @param {Extract<Plots, { task: 'classification' }>['confusion']} confusion @param {number} threshold */
function confusionTable(model, confusion, threshold) {
  const { yes, no, came, not } = words[model];
  const all = Object.values(confusion).reduce((sum, rows) => sum + rows, 0);
  const cell = (/** @type {keyof typeof confusion} */ name, /** @type {'good' | 'bad'} */ tone) =>
    element(
      'td',
      { class: tone, 'data-count': name, 'data-rows': String(confusion[name]) },
      element('strong', {}, count(confusion[name])),
      element('span', { class: 'soft' }, ` ${share(all === 0 ? 0 : confusion[name] / all)}`),
    );
  return element(
    'article',
    { class: 'figure' },
    element('h3', {}, 'What it said, and what happened'),
    element('p', { class: 'soft' }, `It says yes from a chance of ${share(threshold)} on. Framed: where it was right.`),
    element(
      'table',
      { class: 'confusion' },
      element('caption', { class: 'unseen' }, 'What it said, and what happened'),
      element(
        'thead',
        {},
        element('tr', {}, element('td', {}), ...[came, not].map((title) => element('th', { scope: 'col' }, title))),
      ),
      element(
        'tbody',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, yes),
          cell('true_positive', 'good'),
          cell('false_positive', 'bad'),
        ),
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, no),
          cell('false_negative', 'bad'),
          cell('true_negative', 'good'),
        ),
      ),
    ),
  );
}
