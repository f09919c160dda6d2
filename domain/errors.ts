/**
 * Every refusal of the product is a `PerennialError`: a stable code, what happened, the value at fault, and what to do.
 * `api/http/error-handler.ts` maps codes to HTTP, `contract/failures.ts` to Temporal retryability, `cli/exit-codes.ts` to
 * exit codes.
 */
export const errorCodes = [
  // data and training
  'not_enough_training_data',
  'invalid_training_data',
  'model_not_found',
  'version_not_found',
  'run_not_found',
  'not_reproducible',
  'subject_not_found',
  'prediction_not_found',
  'experiment_not_found',
  'experiment_conflict',
  'schedule_not_found',
  'incident_not_found',
  'incident_conflict',
  'merge_not_found',
  'merge_conflict',
  'batch_conflict',
  'source_changed',
  'source_refused',
  'source_clock',
  'source_unavailable',
  'already_deployed',
  'low_accuracy',
  'no_better_than_baseline',
  'training_slow',
  'training_in_progress',
  'nothing_running',
  'engine_not_applicable',
  'synthetic_in_production',
  'real_data_present',
  'cancelled',
  'artifact_damaged',
  'unknown_features',
  // input and configuration
  'invalid_input',
  'invalid_configuration',
  'unauthorized',
  'forbidden',
  'too_many_requests',
  'idempotency_key_reused',
  'request_in_progress',
  'host_not_allowed',
  'not_found',
  'method_not_allowed',
  'payload_too_large',
  'headers_too_large',
  'unsupported_media_type',
  'request_timeout',
  // infrastructure
  'database_unavailable',
  'database_version',
  'schema_outdated',
  'schema_newer',
  'backup_damaged',
  'database_not_empty',
  'temporal_unavailable',
  'artifacts_unavailable',
  'stopping',
  'mail_failed',
  'delivery_failed',
  'port_in_use',
  'installation_taken',
  'already_running',
  'not_installed',
  'disk_full',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * Errors that may not recur with the same input later: a server was down, a disk was full. All others are final.
 */
const transient: ReadonlySet<ErrorCode> = new Set([
  'source_unavailable',
  'database_unavailable',
  'temporal_unavailable',
  'artifacts_unavailable',
  'stopping',
  'mail_failed',
  'delivery_failed',
  'disk_full',
  'internal',
]);

export class PerennialError extends Error {
  override readonly name = 'PerennialError';
  readonly code: ErrorCode;
  /** What the reader should do next, in one or more sentences. */
  readonly remedy: string;
  /** The values at fault: small, printable, never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    remedy: string,
    details: Record<string, unknown> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

export function isTransient(code: ErrorCode): boolean {
  return transient.has(code);
}

export function isPerennialError(error: unknown): error is PerennialError {
  return error instanceof PerennialError;
}
