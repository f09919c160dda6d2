import { callRule, countCalls } from '../domain/calls.ts';
import { type HoldoutPicture, mostPoints } from '../domain/holdout-picture.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { ModelName } from '../domain/models.ts';
import { selectValues } from '../engine/data/matrix.ts';
import { confusion } from '../engine/metrics/confusion.ts';
import {
  calibrationByProbability,
  calibrationByRank,
  histogram,
  spread,
  thresholdCurve,
} from '../engine/metrics/curves.ts';
import type { Task } from '../engine/task.ts';
import type { LabelledRows } from './training-set.ts';

const residualBins = 16;

/**
 * What a person may look at of these rows. People count subjects, so whom the model named is told of the first row of each: that of its first
 * moment, where it has several.
 *
 * @param rows `y`: their labels. @param p the model's outputs.
 */
export function pictureHoldout(
  {
    model,
    task,
    labels,
    threshold,
  }: {
    readonly model: ModelName;
    readonly task: Task;
    readonly labels: LabelSource | null;
    readonly threshold: number;
  },
  { y, subjects }: Pick<LabelledRows, 'y' | 'subjects'>,
  p: Float64Array,
): Omit<HoldoutPicture, 'beside'> {
  const first = subjects.flatMap((subject, row) => (subject === subjects[row - 1] ? [] : [row]));
  const calls = countCalls(selectValues(y, first), selectValues(p, first), callRule(model, threshold, labels));
  const plots = task === 'regression' ? regressionPlots(y, p) : classificationPlots(y, p, threshold);
  return { rows: y.length, calls, plots };
}

function regressionPlots(y: Float64Array, p: Float64Array): HoldoutPicture['plots'] {
  const order = [...p.keys()].sort((a, b) => p[a] - p[b]);
  return {
    task: 'regression',
    points: spread(order, mostPoints).map((row) => ({ predicted: p[row], actual: y[row] })),
    residuals: histogram(
      p.map((predicted, row) => predicted - y[row]),
      residualBins,
    ),
    calibration: calibrationByRank(y, p),
  };
}

function classificationPlots(y: Float64Array, p: Float64Array, threshold: number): HoldoutPicture['plots'] {
  return {
    task: 'classification',
    threshold,
    confusion: confusion(y, p, threshold),
    curve: thresholdCurve(y, p, mostPoints),
    calibration: calibrationByProbability(y, p),
  };
}
