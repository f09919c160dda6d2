import { readFileSync, statSync } from 'node:fs';
import { PerennialError } from '../../domain/errors.ts';
import type { CredentialReference } from '../../domain/sources.ts';

/** What a reference leads to. It is kept nowhere, and stands in no message. */
export type ReadCredential = (reference: CredentialReference) => string;

/**
 * @param env variables of the process.
 * @throws PerennialError `source_refused` where there is nothing, or others may read it.
 */
export function createReadCredential(env: Readonly<Record<string, string | undefined>>): ReadCredential {
  return (reference) => ('env' in reference ? fromVariable(env, reference.env) : fromFile(reference.file));
}

function fromVariable(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name]?.trim();
  if (value !== undefined && value !== '') return value;
  throw new PerennialError(
    'source_refused',
    `The variable ${name} is not set in this process.`,
    `Set ${name} for the workers and the API, or keep the credential in a file: --url-file.`,
    { variable: name },
  );
}

function fromFile(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  const refuse = (what: string, remedy: string) => new PerennialError('source_refused', what, remedy, { file });
  if (found === undefined || !found.isFile())
    throw refuse(`There is no file ${file}.`, 'Check the path of the credential.');
  // on Windows modes say nothing
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw refuse(`Others may read ${file}, which holds a credential.`, `Close it to them: chmod 600 ${file}.`);
  }
  return readFileSync(file, 'utf8').trim();
}
