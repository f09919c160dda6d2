import { eventObservation } from '../../domain/alerts/observation.ts';
import type { ModelName } from '../../domain/models.ts';
import type { AlertBatch } from './raise-alerts.ts';

/** Turns a look at an experiment, or its end, into an observation of its validity. `invalid`: the reason, or null if it is valid. */
export function gateBatch(seen: {
  readonly key: string;
  readonly experimentId: string;
  readonly model: ModelName;
  readonly at: Date;
  readonly invalid: string | null;
}): AlertBatch {
  const { key, experimentId, model, at, invalid } = seen;
  const of = { model, window: at.toISOString(), source: 'experiment' } as const;
  return {
    key,
    observations: [eventObservation('gate_invalid', invalid !== null, of)],
    details: invalid === null ? {} : { gate_invalid: invalid },
    context: { facts: [['Experiment', experimentId]], causes: [] },
  };
}
