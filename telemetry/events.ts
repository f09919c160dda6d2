/**
 * The business events that the product records, in the past tense as `subject.happened`: the `event` field of a log line and the kind
 * of an entry in the audit trail. A dashboard or an alert outside may rely on these names; change one only with a release note.
 */
export const businessEvents = [
  'stack.started',
  'stack.stopped',
  'stack.server_lost',
  'schema.migrated',
  'data.generated',
  'data.imported',
  'data.erased',
  'run.requested',
  'run.refused',
  'run.skipped',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'stage.started',
  'stage.completed',
  'candidate.trained',
  'model.evaluated',
  'model.deployed',
  'model.refused',
  'model.restored',
  'gate.started',
  'gate.decided',
  'prediction.served',
  'alert.raised',
  'alert.mailed',
  'schedule.reconciled',
] as const;

export type BusinessEvent = (typeof businessEvents)[number];
