import { quantile } from '../data/preprocessor.ts';
import { EngineError } from '../engine-error.ts';
import { damagedArtifact } from '../file/artifact.ts';
import { requirePairs } from '../metrics/metric.ts';

/** How far off a score may be, learnt from out-of-fold residuals. Plain data. */
export type ScoreInterval = {
  /** Points; `probability[i]` is the estimated probability that the truth is within this of the prediction `grid[i]`. */
  readonly tolerance: number;
  /** Strictly ascending predictions. */
  readonly grid: readonly number[];
  readonly probability: readonly number[];
  /** The share of truths that [prediction - halfWidth, prediction + halfWidth] covers. */
  readonly coverage: number;
  /** Split-conformal, in points; null with too few rows for this coverage. */
  readonly halfWidth: number | null;
};

const gridPoints = 33;
/** Weight, in rows, of the overall share within tolerance: neighbourhoods of few rows are drawn towards it. */
const priorRows = 5;

/**
 * The probability is a kernel average over rows of similar prediction (Gaussian, Silverman's bandwidth), drawn towards the overall
 * share. The half width is the ceil((n + 1) coverage)-th smallest absolute residual (Papadopoulos et al. 2002; Lei et al.
 * 2018). The final model saw more rows than the folds' models, so both are slightly pessimistic.
 *
 * @param y labels. @param p out-of-fold predictions of the same rows.
 */
export function fitScoreInterval(y: Float64Array, p: Float64Array, tolerance = 10, coverage = 0.9): ScoreInterval {
  requirePairs(y, p);
  if (y.length === 0) {
    throw new EngineError('not_enough_training_data', 'There are no residuals to learn from.', 'Collect more history.');
  }
  const within = y.map((value, i) => (Math.abs(value - p[i]) <= tolerance ? 1 : 0));
  const overall = within.reduce((sum, value) => sum + value, 0) / y.length;
  const sorted = p.slice().sort();
  const bandwidth = Math.max(bandwidthOf(sorted), 1e-6);
  const grid = [...new Set(Array.from({ length: gridPoints }, (_, i) => quantile(sorted, i / (gridPoints - 1))))];
  const probability = grid.map((at) => {
    let weights = priorRows;
    let hits = priorRows * overall;
    for (let i = 0; i < p.length; i++) {
      const distance = (p[i] - at) / bandwidth;
      // Weights below 1e-14 are left out: most rows are that far away.
      if (distance > 8 || distance < -8) continue;
      const weight = Math.exp(-0.5 * distance * distance);
      weights += weight;
      hits += weight * within[i];
    }
    return Math.min(1, Math.max(0, hits / weights));
  });
  const residuals = y.map((value, i) => Math.abs(value - p[i])).sort();
  const rank = Math.ceil((y.length + 1) * coverage);
  return { tolerance, grid, probability, coverage, halfWidth: rank > y.length ? null : residuals[rank - 1] };
}

/** The estimated probability, in [0, 1], that the truth is within the tolerance of this prediction. */
export function probabilityWithin({ grid, probability }: ScoreInterval, prediction: number): number {
  const last = grid.length - 1;
  if (prediction <= grid[0]) return probability[0];
  if (prediction >= grid[last]) return probability[last];
  const above = grid.findIndex((point) => point >= prediction);
  const share = (prediction - grid[above - 1]) / (grid[above] - grid[above - 1]);
  return probability[above - 1] + share * (probability[above] - probability[above - 1]);
}

/** Checks what was read from a model's header. @throws EngineError `artifact_damaged`. */
export function scoreIntervalFromJson(json: unknown): ScoreInterval {
  const { tolerance, grid, probability, coverage, halfWidth } = (json ?? {}) as Record<string, unknown>;
  const listed = Array.isArray(grid) && Array.isArray(probability) && grid.length === probability.length;
  const complete =
    listed &&
    grid.length > 0 &&
    [...grid, ...probability, tolerance, coverage].every(Number.isFinite) &&
    (halfWidth === null || Number.isFinite(halfWidth));
  if (!complete) throw damagedArtifact('its confidence table is incomplete');
  return json as ScoreInterval;
}

/** Silverman's rule of thumb: 0.9 min(deviation, interquartile range / 1.34) n^(-1/5). */
function bandwidthOf(sorted: Float64Array): number {
  const mean = sorted.reduce((sum, value) => sum + value / sorted.length, 0);
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2 / sorted.length, 0));
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
  return 0.9 * Math.min(deviation, spread > 0 ? spread : deviation) * sorted.length ** -0.2;
}
