/**
 * How a metric is shown. `title` is the guide's, `short` fits a table's cell. A share is shown in percent, other metrics
 * with two digits or with `digits`.
 */
export type MetricTitle = {
  readonly title: string;
  readonly short: string;
  readonly share: boolean;
  readonly digits?: number;
};

/**
 * Every metric that has a name of its own; others are shown by their key. The dashboard gets them at `/parts/metric-titles.js`.
 */
export const metricTitles: Readonly<Record<string, MetricTitle>> = {
  mae: { title: 'Mean Absolute Error', short: 'MAE', share: false },
  r2: { title: 'R² Score', short: 'R²', share: false },
  accuracy: { title: 'Accuracy', short: 'accuracy', share: true },
  precision: { title: 'Precision', short: 'precision', share: true },
  recall: { title: 'Recall', short: 'recall', share: true },
  f1: { title: 'F1 Score', short: 'F1', share: false },
  rmse: { title: 'Root Mean Squared Error', short: 'RMSE', share: false },
  rocAuc: { title: 'ROC AUC', short: 'AUC', share: false },
  averagePrecision: { title: 'Average Precision', short: 'AP', share: false },
  brier: { title: 'Brier Score', short: 'Brier', share: false },
  calibrationError: { title: 'Expected Calibration Error', short: 'ECE', share: false },
  logLoss: { title: 'Log Loss', short: 'log loss', share: false },
  cameTrue: { title: 'Came true', short: 'came true', share: true },
  skill: { title: 'Skill over knowing nothing', short: 'skill', share: false },
  error_shift: { title: 'Shift of the newest errors', short: 'error shift', share: false },
  psi: { title: 'Population Stability Index', short: 'PSI', share: false, digits: 3 },
};

/** The metric's name in a table's cell or a line of figures. */
export function shortMetricName(metric: string): string {
  return metricTitles[metric]?.short ?? metric;
}
