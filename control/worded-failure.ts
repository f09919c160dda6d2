import { ApplicationFailure } from '@temporalio/common';
import { type ErrorCode, errorCodes, PerennialError } from '../domain/errors.ts';

/** A refusal that a workflow or its activity worded; null for any other failure. */
export function wordedFailure(cause: Error | undefined): PerennialError | null {
  if (!(cause instanceof ApplicationFailure) || !isErrorCode(cause.type)) return null;
  const details = cause.details?.[0] as { readonly remedy?: string } | undefined;
  return new PerennialError(cause.type, cause.message, details?.remedy ?? '');
}

function isErrorCode(type: string | undefined | null): type is ErrorCode {
  return (errorCodes as readonly string[]).includes(type ?? '');
}
