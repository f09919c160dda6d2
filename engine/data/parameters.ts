import { EngineError } from '../engine-error.ts';

/**
 * Hyperparameters by their names in the learner's own documentation; numbers only, so that they can be printed, hashed and
 * stored as they are.
 */
export type Parameters = Readonly<Record<string, number>>;

/** Default and allowed range of one hyperparameter; both ends are allowed. */
export type ParameterRule = {
  readonly default: number;
  readonly low: number;
  readonly high: number;
  readonly integer?: true;
};

/**
 * The parameters with defaults filled in.
 * @throws EngineError `invalid_input` for an unknown name or a value out of range.
 */
export function completeParameters<Name extends string>(
  parameters: Parameters,
  rules: Readonly<Record<Name, ParameterRule>>,
): Record<Name, number> {
  const byName: Readonly<Record<string, ParameterRule>> = rules;
  for (const [name, value] of Object.entries(parameters)) {
    const rule = byName[name];
    if (rule === undefined) {
      throw new EngineError(
        'invalid_input',
        `There is no parameter ${name}.`,
        `Use ${Object.keys(rules).join(', ')}.`,
        { parameter: name },
      );
    }
    if (!(value >= rule.low && value <= rule.high) || (rule.integer && !Number.isInteger(value))) {
      throw new EngineError(
        'invalid_input',
        `The parameter ${name} is ${value}.`,
        `Use ${rule.integer ? 'an integer' : 'a number'} from ${rule.low} to ${rule.high}.`,
        { parameter: name, value: String(value) },
      );
    }
  }
  const names = Object.keys(rules) as Name[];
  return Object.fromEntries(names.map((name) => [name, parameters[name] ?? rules[name].default])) as Record<
    Name,
    number
  >;
}
