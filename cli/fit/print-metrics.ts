import type { MetricInterval } from '../../tabular/report/holdout-metrics.ts';
import type { FitReport } from '../../tabular/report/report.ts';
import { absent, formatDecimal, formatShare } from '../print/format.ts';
import { tableLines } from '../print/table.ts';

type ShownMetric = { readonly title: string; readonly share?: true; readonly unit?: true };

const shownMetrics: Readonly<Record<string, ShownMetric>> = {
  rocAuc: { title: 'ROC AUC' },
  macroRocAuc: { title: 'ROC AUC, one class against the rest' },
  r2: { title: 'R² Score' },
  rmse: { title: 'Root Mean Squared Error', unit: true },
  mae: { title: 'Mean Absolute Error', unit: true },
  accuracy: { title: 'Accuracy', share: true },
  macroF1: { title: 'F1 Score, mean of classes' },
  averagePrecision: { title: 'Average Precision' },
  precision: { title: 'Precision', share: true },
  recall: { title: 'Recall', share: true },
  f1: { title: 'F1 Score' },
  logLoss: { title: 'Log Loss' },
  brier: { title: 'Brier Score' },
};

export function mostTellingFirst(metrics: FitReport['metrics']): [string, MetricInterval][] {
  const order = Object.keys(shownMetrics);
  return Object.entries(metrics).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

/** The threshold that a metric of two classes holds at; undefined for those that have none. */
export function thresholdOf(name: string, answer: FitReport['answer']): number | undefined {
  if (answer.kind !== 'two classes') return undefined;
  if (name === 'accuracy') return 0.5;
  return ['precision', 'recall', 'f1'].includes(name) ? answer.threshold : undefined;
}

function metricTitle(name: string, answer: FitReport['answer']): string {
  const title = shownMetrics[name]?.title ?? name;
  const threshold = thresholdOf(name, answer);
  return threshold === undefined ? title : `${title} at ${threshold === 0.5 ? '0.5' : threshold.toFixed(3)}`;
}

export function metricLines({ metrics, baseline, answer }: FitReport, width: number | null): string[] {
  return [
    ...tableLines(
      mostTellingFirst(metrics),
      [
        { title: 'metric', cell: ([name]) => metricTitle(name, answer) },
        { title: 'value', cell: ([name, { estimate }]) => formatMetric(name, estimate), right: true },
        { title: '95% interval', cell: ([name, { lower, upper }]) => intervalText(name, lower, upper), right: true },
        { title: 'baseline', cell: ([name]) => formatMetric(name, baseline.metrics[name] ?? null), right: true },
      ],
      '   ',
      width,
    ),
    '',
    `   Baseline: ${baseline.what}.`,
  ];
}

function intervalText(name: string, lower: number | null, upper: number | null): string {
  return lower === null || upper === null ? absent : `${formatMetric(name, lower)} to ${formatMetric(name, upper)}`;
}

function formatMetric(name: string, value: number | null): string {
  if (value === null) return absent;
  const shown = shownMetrics[name];
  if (shown?.share) return formatShare(value);
  return shown?.unit ? formatMeasure(value) : formatDecimal(value, 3);
}

/** In the target's unit, which may be cents or millions: four digits that count. */
function formatMeasure(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(Math.abs(value)))));
  return Math.abs(value) < 1e-6 || Math.abs(value) >= 1e12
    ? value.toPrecision(4)
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const thresholdReasons = {
  f1: 'which maximises the F1 score',
  accuracy: 'which maximises the accuracy',
  share: 'which takes about as many rows for positive as there are',
};

export function answerLines({ answer }: FitReport): string[] {
  switch (answer.kind) {
    case 'two classes': {
      return [
        `   Threshold: ${answer.threshold.toFixed(3)}, ${thresholdReasons[answer.criterion]} on cross-validated predictions.`,
        `   At it the accuracy is ${formatMetric('accuracy', answer.atThreshold.accuracy)}; at 0.5 the F1 score is ${formatMetric('f1', answer.atHalf.f1)}.`,
        `   Calibration: ${answer.calibration === 'identity' ? 'none needed' : answer.calibration}, chosen by Brier score on cross-validated predictions.`,
      ];
    }
    case 'classes':
      return [
        '   Each class was learnt against the rest; calibrated probabilities are divided by their sum, the most probable class is the answer.',
      ];
    case 'regression':
      return [
        answer.halfWidth === null
          ? '   Interval: too few rows for one.'
          : `   Interval: prediction ± ${formatMeasure(answer.halfWidth)} is to cover ${formatShare(answer.coverage, 0)} (conformal); on the holdout it covers ${formatShare(answer.covered)}.`,
      ];
  }
}
