import { type Environment, variables } from '../stack/config.ts';
import type { Setting } from './print/operation/settings.ts';

/** Every variable that the product reads, as the environment has it. */
export function readSettings(env: Environment): Setting[] {
  return Object.entries(variables).map(([name, variable]) => ({
    name,
    value: shown(env[name], variable.secret ?? false),
    default: variable.default ?? null,
    description: variable.description,
  }));
}

function shown(value: string | undefined, secret: boolean): string | null {
  if (value === undefined || value === '') return null;
  return secret ? '(not shown)' : value;
}
