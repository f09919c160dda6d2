import { type ErrorCode, isPerennialError, PerennialError } from '../domain/errors.ts';
import type { Output } from './session/output.ts';

/** stdout gets the JSON document that a script waits for; stderr always gets the words for people. */
export function reportError(error: PerennialError, output: Output, withStack: boolean): void {
  output.data({ error: errorJson(error) });
  for (const line of errorLines(error)) output.note(line);
  if (withStack) output.note(String(error.cause instanceof Error ? error.cause.stack : error.stack));
}

export function errorLines(error: { code: string; message: string; remedy: string }): string[] {
  return [`${error.code}: ${error.message}`, ...(error.remedy === '' ? [] : [`   ${error.remedy}`])];
}

export function errorJson(error: PerennialError) {
  return { code: error.code, message: error.message, remedy: error.remedy, details: error.details };
}

/** System errors that a person can act on, by Node's codes. */
const systemErrors: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['invalid_input', 'Check the path.'],
  EACCES: ['invalid_input', 'Give this user the permission, or choose another place.'],
  EISDIR: ['invalid_input', 'Name a file, not a folder.'],
  ENOSPC: ['disk_full', 'Free some space and try again.'],
};

export function toPerennialError(error: unknown): PerennialError {
  if (isPerennialError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const known = systemErrors[(error as { code?: string } | null)?.code ?? ''];
  if (known !== undefined) return new PerennialError(known[0], message, known[1], {}, error);
  const remedy = 'This was not expected. Try again with LOG_LEVEL=debug, which prints where it happened.';
  return new PerennialError('internal', message, remedy, {}, error);
}
