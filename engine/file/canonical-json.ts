import { EngineError } from '../engine-error.ts';

/**
 * JSON with keys in code unit order and no spaces, so that equal data gives equal bytes. Undefined properties are left out.
 * @throws EngineError `invalid_input` for a number that JSON can't hold.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new EngineError('invalid_input', `${value} can't be saved.`, 'Every number in a model must be finite.');
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
