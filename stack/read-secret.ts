import { readFileSync, statSync } from 'node:fs';
import { type ErrorCode, PerennialError } from '../domain/errors.ts';
import type { ReadSecret } from '../domain/secret-reference.ts';
import type { Environment } from './config.ts';

/**
 * @param env variables of the process.
 * @param code of the refusal where there is no secret, or others may read it.
 */
export function createSecretReader(env: Environment, code: ErrorCode): ReadSecret {
  return (reference) => ('env' in reference ? fromVariable(env, reference.env, code) : fromFile(reference.file, code));
}

function fromVariable(env: Environment, name: string, code: ErrorCode): string {
  const value = env[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new PerennialError(
    code,
    `The variable ${name} is not set in this process.`,
    `Set ${name} for the process that needs it and start that again, or keep the secret in a file that only its owner may read.`,
    { variable: name },
  );
}

/** Of the mode: what group and others may do. */
const others = 0o077;

function fromFile(file: string, code: ErrorCode): string {
  const refuse = (what: string, remedy: string) => new PerennialError(code, what, remedy, { file });
  let value: string;
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) throw refuse(`There is no file ${file}.`, 'Check its path.');
    // on Windows modes say nothing
    if (process.platform !== 'win32' && (found.mode & others) !== 0)
      throw refuse(`${file} holds a secret and may be read by others.`, `Close it to them: chmod 600 ${file}.`);
    value = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof PerennialError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'it failed';
    throw refuse(`${file} can't be read (${reason}).`, 'Correct the path, or the owner of the file.');
  }
  if (value === '') throw refuse(`${file} is empty.`, 'Write the secret into it.');
  return value;
}
