import type { Task } from '../task.ts';
import { type GrowForestInput, outputUnits } from './grow-forest.ts';

/**
 * Scores of the forest where each row is predicted only by the trees whose sample it wasn't in: an honest score without a
 * holdout. Classification: accuracy at 0.5, Brier score and log loss (probabilities kept `1e-15` from 0 and 1). Regression:
 * R2. Rows count by their weights. Undefined scores are left out.
 */
export function outOfBagScores(
  { memory, shared, threads }: Pick<GrowForestInput, 'memory' | 'shared' | 'threads'>,
  task: Task,
): Record<string, number> {
  const { rows } = shared;
  const labels = new Float64Array(memory.buffer, shared.labels, rows);
  const weights = new Float64Array(memory.buffer, shared.weights, rows);
  const sums = threads.map(({ outSums }) => new Float64Array(memory.buffer, outSums, rows));
  const counts = threads.map(({ outCounts }) => new Uint32Array(memory.buffer, outCounts, rows));
  let judged = 0;
  let weight = 0;
  let right = 0;
  let squares = 0;
  let logLoss = 0;
  let labelSum = 0;
  let labelSquares = 0;
  for (let r = 0; r < rows; r++) {
    const trees = counts.reduce((sum, ofThread) => sum + ofThread[r], 0);
    if (trees === 0) continue;
    const output = sums.reduce((sum, ofThread) => sum + ofThread[r], 0) / outputUnits / trees;
    const label = labels[r];
    judged++;
    weight += weights[r];
    right += weights[r] * ((output > 0.5 ? 1 : 0) === label ? 1 : 0);
    squares += weights[r] * (output - label) ** 2;
    logLoss -= weights[r] * Math.log(Math.max(1e-15, label === 1 ? output : 1 - output));
    labelSum += weights[r] * label;
    labelSquares += weights[r] * label * label;
  }
  if (judged === 0) return {};
  if (task === 'classification') {
    return {
      outOfBagRows: judged,
      outOfBagScore: right / weight,
      outOfBagBrier: squares / weight,
      outOfBagLogLoss: logLoss / weight,
    };
  }
  const spread = labelSquares - labelSum ** 2 / weight;
  return spread > 0 ? { outOfBagRows: judged, outOfBagScore: 1 - squares / spread } : { outOfBagRows: judged };
}
