import { damagedArtifact } from '../artifact.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Estimator, FittedModel } from '../estimator.ts';
import { completeParameters, type ParameterRule, requireFitInput } from '../fit-input.ts';
import { fitLogisticRegression, type LogisticRegression, logOdds, sigmoid } from './logistic-regression.ts';

export const logisticParameters = {
  C: { default: 1, low: 1e-6, high: 1e6 },
  maxIterations: { default: 100, low: 1, high: 10_000, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'logistic',
  tasks: ['classification'],
  takesMissing: false,
  maximumRows: 1_000_000,
} as const;

/** Logistic regression; its bytes are the JSON of intercept and coefficients, in the units of the columns. */
export const logistic: Estimator = {
  ...description,
  async fit(input) {
    requireFitInput(input, description);
    const { C, maxIterations } = completeParameters(input.parameters, logisticParameters);
    return wrap(fitLogisticRegression({ x: input.x, y: input.y, c: C, maximumIterations: maxIterations }));
  },
  load: async (bytes) => wrap(decodeLogistic(bytes)),
};

function wrap(model: LogisticRegression): FittedModel {
  return {
    structure: { kind: 'linear', intercept: model.intercept, coefficients: model.coefficients },
    diagnostics: { converged: model.converged, iterations: model.iterations },
    predict: (x) => logOdds(model, x).map(sigmoid),
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
