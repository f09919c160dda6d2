import type { ModelName } from '../../domain/models.ts';
import type { Metrics } from '../../domain/targets.ts';
import { formatCount, formatShare } from './format.ts';

/** Advice stops nothing. Like an error it has a code, what was noticed, and what to do; it follows the guide's troubleshooting. */
export type Advice = {
  readonly code: 'training_slow' | 'low_accuracy';
  readonly message: string;
  readonly remedy: string;
};

const manyFolds = 10;
const manyRows = 10_000;
const lowAccuracy = 0.5;

/** Before training: what will make it slow. `rows`: how many records the model's subjects are taken from. */
export function slowTrainingAdvice(input: {
  readonly cvFolds: number;
  readonly rows: Partial<Readonly<Record<ModelName, number>>>;
}): Advice[] {
  const large = Object.entries(input.rows).filter(([, count]) => count > manyRows);
  const causes = [
    ...(input.cvFolds > manyFolds ? [`${input.cvFolds} cross-validation folds (more than ${manyFolds})`] : []),
    ...large.map(
      ([model, count]) => `up to ${formatCount(count)} rows for ${model} (more than ${formatCount(manyRows)})`,
    ),
  ];
  if (causes.length === 0) return [];
  return [
    {
      code: 'training_slow',
      message: `Training may take long: ${causes.join('; ')}.`,
      remedy: 'Reduce the folds (--cv-folds 3), hold out less (--test-size 0.1), or train one model at a time.',
    },
  ];
}

/** After training: a classifier that is right less often than a coin toss. */
export function lowAccuracyAdvice(model: ModelName, metrics: Metrics): Advice[] {
  const accuracy = metrics.accuracy;
  if (accuracy === null || accuracy === undefined || accuracy >= lowAccuracy) return [];
  return [
    {
      code: 'low_accuracy',
      message: `The accuracy of ${model} is ${formatShare(accuracy)}, below ${formatShare(lowAccuracy, 0)}.`,
      remedy:
        'Look for missing values, duplicates and outliers in the data, and add more of them: 200 or more samples with diverse outcomes make a reliable model.',
    },
  ];
}

export function adviceLines(advice: readonly Advice[]): string[] {
  return advice.flatMap(({ code, message, remedy }) => [`${code}: ${message}`, `   ${remedy}`]);
}
