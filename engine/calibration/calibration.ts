import { selectValues } from '../data/matrix.ts';
import { damagedArtifact } from '../file/artifact.ts';
import { requireProbabilities } from '../metrics/metric.ts';
import { rowsOfFold } from '../search/splits.ts';
import { applyIsotonic, fitIsotonic, type Isotonic } from './isotonic.ts';
import { fitPlatt, type Platt, plattProbability } from './platt.ts';

/** Turns a learner's probability into a calibrated one. It never decreases, so the order of subjects is kept. Plain data. */
export type Calibration =
  | { readonly method: 'identity' }
  | ({ readonly method: 'platt' } & Platt)
  | ({ readonly method: 'isotonic' } & Isotonic);

/** Isotonic regression overfits below about a thousand rows (scikit-learn's guide on calibration). */
const minimumRowsForIsotonic = 1000;

/**
 * Chosen by cross-validated Brier score over the folds that made the out-of-fold probabilities, then fitted on all of them.
 * The simpler method wins ties: identity, Platt, isotonic.
 *
 * @param p out-of-fold probabilities. @param y 0 or 1. @param folds the fold of each row.
 * @param steps false: no isotonic regression, which makes a few steps of a few rows of one class.
 */
export function chooseCalibration(p: Float64Array, y: Float64Array, folds: Uint8Array, steps = true): Calibration {
  requireProbabilities(y, p);
  const methods: Calibration['method'][] = ['identity', 'platt'];
  if (steps && p.length >= minimumRowsForIsotonic) methods.push('isotonic');
  let best: Calibration = { method: 'identity' };
  let bestScore = Number.POSITIVE_INFINITY;
  for (const method of methods) {
    const fitted = fitCalibration(method, p, y);
    // A falling sigmoid would reverse the order of subjects. It only appears when there is nothing to learn.
    if (fitted.method === 'platt' && fitted.a >= 0) continue;
    const score = crossValidatedBrier(fitted, p, y, folds);
    if (score < bestScore) {
      best = fitted;
      bestScore = score;
    }
  }
  return best;
}

/** @param similar a calibration of nearly the same rows: starting there, Platt's sigmoid is found faster. */
export function fitCalibration(
  method: Calibration['method'],
  p: Float64Array,
  y: Float64Array,
  similar?: Calibration,
): Calibration {
  switch (method) {
    case 'identity':
      return { method };
    case 'platt':
      return { method, ...fitPlatt(p.map(logit), y, similar?.method === 'platt' ? similar : undefined) };
    case 'isotonic': {
      const { x, y: levels } = fitIsotonic(p, y);
      // A level of n rows can't prove certainty, so no probability is 0 or 1.
      const least = 1 / (p.length + 2);
      return { method, x, y: levels.map((level) => Math.min(1 - least, Math.max(least, level))) };
    }
  }
}

/** @returns probabilities in [0, 1]. */
export function calibrate(calibration: Calibration, p: Float64Array): Float64Array {
  const calibrated = p.slice();
  switch (calibration.method) {
    case 'identity':
      return calibrated;
    case 'platt':
      for (let i = 0; i < p.length; i++) calibrated[i] = plattProbability(calibration, logit(p[i]));
      return calibrated;
    case 'isotonic':
      applyIsotonic(calibration, calibrated);
      return calibrated;
  }
}

/** Checks what was read from a model's header. @throws EngineError `artifact_damaged`. */
export function calibrationFromJson(json: unknown): Calibration {
  const { method, a, b, x, y } = (json ?? {}) as Record<string, unknown>;
  if (method === 'identity') return { method };
  if (method === 'platt' && Number.isFinite(a) && Number.isFinite(b)) {
    return { method, a: a as number, b: b as number };
  }
  const listed = Array.isArray(x) && Array.isArray(y) && x.length === y.length && x.length > 0;
  if (method === 'isotonic' && listed && [...x, ...y].every(Number.isFinite)) return { method, x, y };
  throw damagedArtifact('its calibration is incomplete');
}

/**
 * Each fold's probabilities, calibrated by the rows of the other folds.
 *
 * @param whole the calibration that all rows give.
 */
export function crossCalibrate(
  whole: Calibration,
  p: Float64Array,
  y: Float64Array,
  folds: Uint8Array,
): Float64Array<ArrayBuffer> {
  const found = new Float64Array(p.length);
  for (const fold of new Set(folds)) {
    const { training, validation } = rowsOfFold(folds, fold);
    const fitted = fitCalibration(whole.method, selectValues(p, training), selectValues(y, training), whole);
    const calibrated = calibrate(fitted, selectValues(p, validation));
    for (let i = 0; i < validation.length; i++) found[validation[i]] = calibrated[i];
  }
  return found;
}

function crossValidatedBrier(whole: Calibration, p: Float64Array, y: Float64Array, folds: Uint8Array): number {
  const calibrated = crossCalibrate(whole, p, y, folds);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (calibrated[i] - y[i]) ** 2;
  return sum / p.length;
}

/** Probabilities are kept at least this far from 0 and 1 before their log-odds are taken. */
export const leastProbability = 1e-9;

/** Log-odds, finite also for 0 and 1. */
function logit(p: number): number {
  const inside = Math.min(1 - leastProbability, Math.max(leastProbability, p));
  return Math.log(inside / (1 - inside));
}
