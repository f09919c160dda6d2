import { PerennialError } from '../../domain/errors.ts';

/** `place`: the file's path or the object's address. */
export function missingArtifact(hash: string, place: string): PerennialError {
  return new PerennialError(
    'not_found',
    `There is no artifact ${hash} in the artifact store.`,
    'Set PERENNIAL_ARTIFACTS to the folder or bucket that the model was trained with, or train again.',
    { hash, place },
  );
}

export function damagedArtifact(hash: string, place: string, found: string, byteCount: number): PerennialError {
  return new PerennialError(
    'artifact_damaged',
    `The artifact ${hash} is damaged: its ${byteCount} bytes have the hash ${found}.`,
    'Restore it from a backup, or train again.',
    { hash, found, place },
  );
}

/** A full disk and an exceeded quota get an error of their own; other file errors are clear enough. */
export function fromFileError(error: unknown, file: string, byteCount: number): unknown {
  if (!hasCode(error, 'ENOSPC') && !hasCode(error, 'EDQUOT')) return error;
  return new PerennialError(
    'disk_full',
    `There is no room for ${byteCount} bytes at ${file}.`,
    'Free some disk space and try again. No partial file was left.',
    { file, byteCount },
    error,
  );
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
