import { eventObservation } from '../../domain/alerts/observation.ts';
import type { ModelName } from '../../domain/models.ts';
import type { AlertBatch } from './raise-alerts.ts';

/**
 * Turns a look at an experiment, or its end, into observations: of its validity, and of whether it was looked at in time.
 * `invalid`, `unattended`: the reason, or null.
 */
export function gateBatch(seen: {
  readonly key: string;
  readonly experimentId: string;
  readonly model: ModelName;
  readonly at: Date;
  readonly invalid: string | null;
  readonly unattended: string | null;
}): AlertBatch {
  const { key, experimentId, model, at, invalid, unattended } = seen;
  const of = { model, window: at.toISOString(), source: 'experiment' } as const;
  return {
    key,
    observations: [
      eventObservation('gate_invalid', invalid !== null, of),
      eventObservation('gate_unattended', unattended !== null, of),
    ],
    details: {
      ...(invalid === null ? {} : { gate_invalid: invalid }),
      ...(unattended === null ? {} : { gate_unattended: unattended }),
    },
    context: { facts: [['Experiment', experimentId]], causes: [] },
  };
}
