import { selectValues } from '../data/matrix.ts';
import { damagedArtifact } from '../file/artifact.ts';
import type { Task } from '../task.ts';
import { calibrate, fitCalibration } from './calibration.ts';
import { applyIsotonic, fitIsotonic, type Isotonic } from './isotonic.ts';
import type { Platt } from './platt.ts';

/**
 * What a changed world made of a model's answers: applied after its calibration or range, it is learnt from far fewer rows than a model.
 * It may fall, where what was good became bad. affine: of a score. log_odds: a sigmoid of the probability's log-odds. monotone: a line
 * through points, constant outside of them. Plain data.
 */
export type OutputMap =
  | { readonly kind: 'affine'; readonly slope: number; readonly shift: number }
  | ({ readonly kind: 'log_odds' } & Platt)
  | ({ readonly kind: 'monotone' } & Isotonic);

export const outputMapKinds: Readonly<Record<Task, readonly OutputMap['kind'][]>> = {
  regression: ['affine', 'monotone'],
  classification: ['log_odds', 'monotone'],
};

/**
 * @param p answers before the map. @param y what they should have been: a score, or 0 and 1. At least one row.
 */
export function fitOutputMap(kind: OutputMap['kind'], p: Float64Array, y: Float64Array): OutputMap {
  switch (kind) {
    case 'affine':
      return { kind, ...leastAbsoluteLine(p, y) };
    case 'log_odds': {
      const fitted = fitCalibration('platt', p, y) as Platt;
      return { kind, a: fitted.a, b: fitted.b };
    }
    case 'monotone':
      return { kind, ...fitMonotone(p, y) };
  }
}

/** @returns the mapped answers; the given ones are left alone. A score may lie outside its range. */
export function applyOutputMap(map: OutputMap, p: Float64Array): Float64Array {
  switch (map.kind) {
    case 'affine':
      return p.map((value) => map.slope * value + map.shift);
    case 'log_odds':
      return calibrate({ method: 'platt', a: map.a, b: map.b }, p);
    case 'monotone': {
      const mapped = p.slice();
      applyIsotonic(map, mapped);
      return mapped;
    }
  }
}

/** Checks what was read from a model's header. @throws EngineError `artifact_damaged`. */
export function outputMapFromJson(json: unknown): OutputMap {
  const { kind, slope, shift, a, b, x, y } = (json ?? {}) as Record<string, unknown>;
  const areNumbers = (...values: unknown[]) => values.every(Number.isFinite);
  if (kind === 'affine' && areNumbers(slope, shift)) return { kind, slope: Number(slope), shift: Number(shift) };
  if (kind === 'log_odds' && areNumbers(a, b)) return { kind, a: Number(a), b: Number(b) };
  const listed = Array.isArray(x) && Array.isArray(y) && x.length === y.length && x.length > 0;
  if (kind === 'monotone' && listed && areNumbers(...x, ...y)) return { kind, x, y };
  throw damagedArtifact('its output map is incomplete');
}

const reweightings = 50;
/** Residuals below this share of the labels' spread count as it, so that no weight is infinite. */
const leastResidual = 1e-3;

/**
 * The line of least absolute deviations, by reweighted least squares (Schlossmacher 1973): rows of before the change that are still among
 * the newest pull it less than they would pull least squares.
 */
function leastAbsoluteLine(p: Float64Array, y: Float64Array): { readonly slope: number; readonly shift: number } {
  const weights = new Float64Array(p.length).fill(1);
  const least = Math.max(leastResidual * spreadOf(y), 1e-9);
  let line = weightedLine(p, y, weights);
  for (let i = 0; i < reweightings; i++) {
    for (let r = 0; r < p.length; r++) {
      weights[r] = 1 / Math.max(least, Math.abs(y[r] - line.slope * p[r] - line.shift));
    }
    line = weightedLine(p, y, weights);
  }
  return line;
}

function weightedLine(p: Float64Array, y: Float64Array, weights: Float64Array) {
  let [mass, meanP, meanY] = [0, 0, 0];
  for (let r = 0; r < p.length; r++) {
    mass += weights[r];
    meanP += weights[r] * p[r];
    meanY += weights[r] * y[r];
  }
  meanP /= mass;
  meanY /= mass;
  let [covariance, variance] = [0, 0];
  for (let r = 0; r < p.length; r++) {
    covariance += weights[r] * (p[r] - meanP) * (y[r] - meanY);
    variance += weights[r] * (p[r] - meanP) ** 2;
  }
  // equal answers tell no slope
  const slope = variance > 1e-12 * mass ? covariance / variance : 0;
  return { slope, shift: meanY - slope * meanP };
}

function spreadOf(y: Float64Array): number {
  const sorted = y.slice().sort();
  return sorted[sorted.length - 1] - sorted[0];
}

/** Rows are pooled to this many at least, because a step of one row is that row's noise. */
const leastRowsOfStep = 8;

/** Rising or falling, as the rows do as a whole. */
function fitMonotone(p: Float64Array, y: Float64Array): Isotonic {
  const { slope } = weightedLine(p, y, new Float64Array(p.length).fill(1));
  const sign = slope < 0 ? -1 : 1;
  const pooled = poolNeighbours(p, y);
  const { x, y: levels } = fitIsotonic(
    pooled.p,
    pooled.y.map((value) => sign * value),
  );
  return { x, y: levels.map((level) => sign * level) };
}

/** Means of groups of neighbouring answers. Averages of 0 and 1 are drawn towards a half, so that none is certain. */
function poolNeighbours(p: Float64Array, y: Float64Array): { readonly p: Float64Array; readonly y: Float64Array } {
  const order = Uint32Array.from(p.keys()).sort((a, b) => p[a] - p[b] || a - b);
  const groups = Math.max(1, Math.floor(p.length / leastRowsOfStep));
  const binary = y.every((value) => value === 0 || value === 1);
  const means = { p: new Float64Array(groups), y: new Float64Array(groups) };
  for (let group = 0; group < groups; group++) {
    const from = Math.floor((group * p.length) / groups);
    const rows = order.subarray(from, Math.floor(((group + 1) * p.length) / groups));
    const sum = (values: Float64Array) => selectValues(values, rows).reduce((total, value) => total + value, 0);
    means.p[group] = sum(p) / rows.length;
    means.y[group] = binary ? (sum(y) + 0.5) / (rows.length + 1) : sum(y) / rows.length;
  }
  return means;
}
