import { isPerennialError, PerennialError } from '../domain/errors.ts';

/** Turns a failed call to Temporal into an error for the caller; a PerennialError is returned as it is. */
export function temporalUnavailable(error: unknown): PerennialError {
  if (isPerennialError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PerennialError(
    'temporal_unavailable',
    `The Temporal server does not answer: ${message}`,
    'Start it with `npm start`, or check TEMPORAL_ADDRESS.',
    {},
    error,
  );
}
