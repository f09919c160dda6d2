import { requireFitInput } from '../data/fit-input.ts';
import { completeParameters, type ParameterRule } from '../data/parameters.ts';
import type { Estimator, FittedModel } from '../estimator.ts';
import { damagedArtifact } from '../file/artifact.ts';
import { canonicalJson } from '../file/canonical-json.ts';
import { fitLogisticRegression, type LogisticRegression, probabilities } from './logistic-regression.ts';

/** By scikit-learn's names. */
export const logisticParameters = {
  C: { default: 1, low: 1e-6, high: 1e6 },
  max_iter: { default: 100, low: 1, high: 10_000, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'logistic',
  tasks: ['classification'],
  takesMissing: false,
  maximumRows: 1_000_000,
} as const;

/**
 * Logistic regression. Its bytes are the JSON of intercept and coefficients, in the units of the columns. A fit of 100,000
 * rows takes a tenth of a second, so a team of threads isn't worth it.
 */
export const logistic: Estimator = {
  ...description,
  async fit(input) {
    requireFitInput(input, description);
    const { x, y, weights, watch } = input;
    const { C, max_iter } = completeParameters(input.parameters, logisticParameters);
    const model = fitLogisticRegression({ x, y, weights, c: C, maximumIterations: max_iter, stopped: watch?.stopped });
    watch?.progress?.(1);
    return wrap(model);
  },
  load: async (bytes) => wrap(decodeLogistic(bytes)),
};

function wrap(model: LogisticRegression): FittedModel {
  return {
    structure: { kind: 'linear', intercept: model.intercept, coefficients: model.coefficients },
    diagnostics: { converged: model.converged, iterations: model.iterations },
    predict: (x) => probabilities(model, x),
    save: () => new TextEncoder().encode(canonicalJson({ ...model, coefficients: Array.from(model.coefficients) })),
    free: () => {},
  };
}

/** @throws EngineError `artifact_damaged`. */
export function decodeLogistic(bytes: Uint8Array): LogisticRegression {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw damagedArtifact('its coefficients are not JSON');
  }
  const { intercept, coefficients, converged, iterations } = json;
  if (
    typeof intercept !== 'number' ||
    typeof iterations !== 'number' ||
    typeof converged !== 'boolean' ||
    !Array.isArray(coefficients) ||
    !coefficients.every(Number.isFinite)
  ) {
    throw damagedArtifact('its coefficients are incomplete');
  }
  return { intercept, coefficients: Float64Array.from(coefficients), converged, iterations };
}
