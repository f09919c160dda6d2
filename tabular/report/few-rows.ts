import { defaultBootstrap } from '../../engine/bootstrap.ts';
import type { MetricInterval } from './holdout-metrics.ts';

/** With fewer rows of a class, resampling them gives intervals that are too narrow. */
export const fewRows = 30;

/** Two-sided 95% of the normal distribution. */
const deviations = 1.959964;

/** The interval of a share that was observed in so many trials (Wilson 1927). For one success in one trial it is 0.2 to 1, without trials 0 to 1. */
export function wilsonInterval(share: number, trials: number): { readonly lower: number; readonly upper: number } {
  if (trials === 0) return { lower: 0, upper: 1 };
  const z = deviations ** 2 / trials;
  const middle = (share + z / 2) / (1 + z);
  const half = (deviations * Math.sqrt((share * (1 - share)) / trials + z / (4 * trials))) / (1 + z);
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}

export type ClassCounts = { readonly positives: number; readonly negatives: number; readonly predicted: number };

/**
 * Widens the intervals when the holdout has few rows of a class. Each of these metrics is a mean over the rows of a class, of values from
 * 0 to 1.
 */
export function widenForFew(
  metrics: Readonly<Record<string, MetricInterval>>,
  { positives, negatives, predicted }: ClassCounts,
): Record<string, MetricInterval> {
  const rarest = Math.min(positives, negatives);
  if (rarest >= fewRows) return { ...metrics };
  const trials: Readonly<Record<string, number>> = {
    rocAuc: rarest,
    averagePrecision: positives,
    recall: positives,
    f1: positives,
    precision: predicted,
  };
  const widened = Object.entries(metrics).map(([name, metric]): [string, MetricInterval] => {
    if (!Object.hasOwn(trials, name) || metric.estimate === null) return [name, metric];
    const { lower, upper } = wilsonInterval(metric.estimate, trials[name]);
    return [
      name,
      {
        ...metric,
        level: defaultBootstrap.level,
        lower: Math.min(lower, metric.lower ?? lower),
        upper: Math.max(upper, metric.upper ?? upper),
      },
    ];
  });
  return Object.fromEntries(widened);
}

export type ClassRows = { readonly name: string; readonly training: number; readonly holdout: number };

/** @param classes two: the negative, then the positive one. */
export function fewRowsWarnings(target: string, classes: readonly ClassRows[]): string[] {
  const few = classes.filter(({ training, holdout }) => training + holdout < fewRows);
  return few.map((one) => {
    const { name, training, holdout } = one;
    const count = training + holdout;
    const noun = classes.length > 2 ? 'row' : one === classes[1] ? 'positive' : 'negative';
    const what = `${count} ${noun}${count === 1 ? '' : 's'}`;
    return (
      `${what}: ${target} is ${name} in ${training} training rows and ${holdout} of the holdout. ` +
      'The figures rest on these few rows, as their intervals say; bring more of them, or hold out more with --test-size.'
    );
  });
}
