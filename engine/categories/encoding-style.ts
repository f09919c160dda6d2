import type { Parameters } from '../data/parameters.ts';
import { EngineError } from '../engine-error.ts';
import type { EncodingStyle } from './column.ts';

/**
 * The hyperparameter of the encoding, beside those of the learner: a category of at most this many levels becomes flags, one of more the
 * average target of its level.
 */
export const flagsParameter = 'category_flags';

const defaultFlags = 12;
const mostLevels = 100;

/** What the encoding is told, and what the learner is told. */
export function splitStyle(parameters: Parameters): { readonly style: Parameters; readonly learner: Parameters } {
  const { [flagsParameter]: flags, ...learner } = parameters;
  return { style: flags === undefined ? {} : { [flagsParameter]: flags }, learner };
}

/** @throws EngineError `invalid_input` for a number out of range. */
export function encodingStyle(
  { [flagsParameter]: oneHotLevels = defaultFlags }: Parameters,
  linear: boolean,
): EncodingStyle {
  if (!Number.isInteger(oneHotLevels) || oneHotLevels < 0 || oneHotLevels > mostLevels) {
    throw new EngineError(
      'invalid_input',
      `The parameter ${flagsParameter} is ${oneHotLevels}.`,
      `Use an integer from 0 to ${mostLevels}.`,
      { parameter: flagsParameter, value: String(oneHotLevels) },
    );
  }
  // a linear model gives each flag a weight of its own, and trees choose among all
  return { oneHotLevels, oneHotRows: linear ? 10 : 5, linear };
}
