import { isPerennialError, PerennialError } from '../domain/errors.ts';

/** gRPC's codes (grpc.github.io/grpc/core/md_doc_statuscodes.html) that say: not this request, now or later. */
const invalidArgument = 3;
const final: ReadonlySet<number> = new Set([7, 12, 16]); // PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED

/** Turns a failed call to Temporal into an error for the caller; a PerennialError is returned as it is. */
export function temporalUnavailable(error: unknown): PerennialError {
  if (isPerennialError(error)) return error;
  const code = grpcCode(error);
  const message = messageOf(error);
  if (code === invalidArgument) {
    return new PerennialError(
      'invalid_input',
      `Temporal refuses it: ${message}`,
      'Correct or shorten what was given: a reason, an actor or an option.',
      {},
      error,
    );
  }
  if (code !== undefined && final.has(code)) {
    return new PerennialError(
      'invalid_configuration',
      `Temporal refuses this installation: ${message}`,
      'Correct TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE or the account.',
      {},
      error,
    );
  }
  return new PerennialError(
    'temporal_unavailable',
    `The Temporal server does not answer: ${message}`,
    'Start it with `npm start`, or check TEMPORAL_ADDRESS.',
    {},
    error,
  );
}

/** The SDK wraps what gRPC says, which tells more. */
function messageOf(error: unknown): string {
  const { message, cause } = (error ?? {}) as { message?: unknown; cause?: { details?: unknown } };
  const details = cause?.details;
  if (typeof details === 'string' && details !== '') return details;
  return typeof message === 'string' ? message : String(error);
}

function grpcCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'number') return error.code;
  return grpcCode(error.cause);
}
