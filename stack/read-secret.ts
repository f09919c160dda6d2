import { readFileSync, statSync } from 'node:fs';
import { PerennialError } from '../domain/errors.ts';
import type { Environment } from './config.ts';

/** Where a secret stands: in the environment, or in a file that only its owner may read. */
type Reference = { readonly env: string } | { readonly file: string };

/** Reads it anew each time, so that a changed file counts. @throws PerennialError `invalid_configuration` */
export function createSecretReader(env: Environment): (reference: Reference) => string {
  return (reference) => ('env' in reference ? fromEnvironment(env, reference.env) : fromFile(reference.file));
}

function fromEnvironment(env: Environment, name: string): string {
  const value = env[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new PerennialError(
    'invalid_configuration',
    `The secret in ${name} is missing: the variable is not set here.`,
    `Set ${name} for the process that needs it, and start that again.`,
    { variable: name },
  );
}

/** Of the mode: what group and others may do. */
const others = 0o077;

function fromFile(file: string): string {
  let value: string;
  try {
    // Windows has no such modes
    if (process.platform !== 'win32' && (statSync(file).mode & others) !== 0) throw tooOpen(file);
    value = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof PerennialError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'it failed';
    throw unreadable(file, `can't be read (${reason})`, 'Correct the path, or the owner of the file.');
  }
  if (value === '') throw unreadable(file, 'is empty', 'Write the secret into it.');
  return value;
}

function tooOpen(file: string): PerennialError {
  return unreadable(file, 'may be read by others', `chmod 600 ${file}`);
}

function unreadable(file: string, why: string, remedy: string): PerennialError {
  return new PerennialError('invalid_configuration', `The file of the secret, ${file}, ${why}.`, remedy, { file });
}
