import type { TrainingControl } from '../control/training-control.ts';
import { isPerennialError } from '../domain/errors.ts';
import { happened } from '../telemetry/events.ts';
import {
  defaultTrainingOptions,
  type ScheduledRetrainInput,
  type ScheduledRetrainResult,
} from '../workflows/messages.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

/** What a schedule's firing does: start the one retrain, or say why not. */
export function createStartRetrainActivities({ log }: ActivityDependencies, control: TrainingControl) {
  return {
    startRetrain({ models }: ScheduledRetrainInput): Promise<ScheduledRetrainResult> {
      return beating(async () => {
        try {
          const { retrainId } = await control.start({ models, options: defaultTrainingOptions, trigger: 'schedule' });
          return { started: true, retrainId };
        } catch (error) {
          if (!isPerennialError(error) || error.code !== 'training_in_progress') throw error;
          log.info(happened('retrain_skipped', { reason: error.message }));
          return { started: false, reason: error.message };
        }
      });
    },
  };
}
