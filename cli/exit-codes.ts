import type { ErrorCode } from '../domain/errors.ts';

/** The CLI's exit codes, as `npx perennial --help` prints them. 130 is what shells use for a Ctrl-C (128 + SIGINT). */
export const exitCodes = {
  ok: { code: 0, meaning: 'done' },
  failure: { code: 1, meaning: 'it failed' },
  usage: { code: 2, meaning: 'wrong argument or configuration' },
  notFound: { code: 3, meaning: 'nothing is running, or what was asked for does not exist' },
  inProgress: { code: 4, meaning: 'a training or another start is in progress' },
  infrastructure: { code: 5, meaning: 'database, Temporal, disk, port or schema' },
  dataRefused: { code: 6, meaning: 'the data does not allow it' },
  rowsRejected: { code: 7, meaning: 'some rows of an import were rejected, the others are stored' },
  interrupted: { code: 130, meaning: 'interrupted or cancelled' },
} as const;
type ExitName = keyof typeof exitCodes;

/** Every error code has an exit code: the compiler demands one when a code is added. */
const exitOf: Readonly<Record<ErrorCode, ExitName>> = {
  not_enough_training_data: 'dataRefused',
  invalid_training_data: 'dataRefused',
  low_accuracy: 'dataRefused',
  no_better_than_baseline: 'dataRefused',
  engine_not_applicable: 'dataRefused',
  synthetic_in_production: 'dataRefused',
  merge_conflict: 'dataRefused',
  batch_conflict: 'dataRefused',
  source_changed: 'dataRefused',
  source_refused: 'dataRefused',
  source_clock: 'dataRefused',
  source_unavailable: 'infrastructure',
  real_data_present: 'dataRefused',
  training_slow: 'failure',
  artifact_damaged: 'failure',
  backup_damaged: 'failure',
  database_not_empty: 'dataRefused',
  unknown_features: 'failure',
  internal: 'failure',
  model_not_found: 'notFound',
  version_not_found: 'notFound',
  run_not_found: 'notFound',
  subject_not_found: 'notFound',
  prediction_not_found: 'notFound',
  experiment_not_found: 'notFound',
  schedule_not_found: 'notFound',
  incident_not_found: 'notFound',
  merge_not_found: 'notFound',
  nothing_running: 'notFound',
  not_found: 'notFound',
  training_in_progress: 'inProgress',
  experiment_conflict: 'inProgress',
  incident_conflict: 'inProgress',
  already_deployed: 'inProgress',
  already_running: 'inProgress',
  invalid_input: 'usage',
  invalid_configuration: 'usage',
  installation_taken: 'usage',
  unauthorized: 'usage',
  host_not_allowed: 'usage',
  method_not_allowed: 'usage',
  payload_too_large: 'usage',
  headers_too_large: 'usage',
  unsupported_media_type: 'usage',
  request_timeout: 'usage',
  database_unavailable: 'infrastructure',
  database_version: 'infrastructure',
  schema_outdated: 'infrastructure',
  schema_newer: 'infrastructure',
  temporal_unavailable: 'infrastructure',
  artifacts_unavailable: 'infrastructure',
  stopping: 'infrastructure',
  mail_failed: 'infrastructure',
  port_in_use: 'infrastructure',
  not_installed: 'infrastructure',
  disk_full: 'infrastructure',
  cancelled: 'interrupted',
};

/** A code that came from another process as text may be unknown here; it counts as a plain failure. */
export function exitCodeOf(code: string): number {
  const name = Object.hasOwn(exitOf, code) ? exitOf[code as ErrorCode] : 'failure';
  return exitCodes[name].code;
}
