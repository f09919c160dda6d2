/**
 * The business events that the product logs: the `event` field of its log lines. External dashboards or alerts may rely on
 * these names, so change one only with a release note.
 */
export const businessEvents = [
  'retrain_started',
  'retrain_skipped',
  'retrain_ended',
  'run_started',
  'data_validated',
  'candidate_started',
  'candidate_finished',
  'model_evaluated',
  'gate_decided',
  'model_deployed',
  'champion_kept',
  'champion_adapted',
  'limit_breached',
  'limit_replaced',
  'mail_sent',
  'events_delivered',
  'model_rolled_back',
  'subjects_scored',
  'touched_scored',
  'rows_expired',
  'artifacts_swept',
  'sentiment_measured',
  'upload_worked_on',
  'inbox_drained',
  'waiting_settled',
  'source_read',
  'source_swept',
  'source_failed',
  'model_monitored',
  'concept_changed',
  'degradation_answered',
  'watch_found',
  'recovered',
  'predictions_dropped',
  'experiment_submitted',
  'experiment_started',
  'experiment_looked',
  'phase_started',
  'gate_invalid',
  'experiment_ended',
  'run_ended',
  'run_reproduced',
] as const;
export type BusinessEvent = (typeof businessEvents)[number];

/** The fields of an event's log line: `log.info(happened('mail_sent', { mailId }))`. */
export function happened<Fields extends object>(
  event: BusinessEvent,
  fields: Fields,
): Fields & { event: BusinessEvent } {
  return { event, ...fields };
}
