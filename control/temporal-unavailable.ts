import { isPerennialError, PerennialError } from '../domain/errors.ts';

/** What a failed call to Temporal means for whoever asked; our own refusals pass. */
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
