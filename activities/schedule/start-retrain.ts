import { defaultTrainingOptions, type Firing, type ScheduledRetrainResult } from '../../contract/messages.ts';
import { retrainIdOfFiring } from '../../control/retrain-id.ts';
import type { TrainingControl } from '../../control/training-control.ts';
import { type CadenceVerdict, decideCadence } from '../../domain/cadence.ts';
import { isPerennialError } from '../../domain/errors.ts';
import { listFirings, readFiring, recordFiring, type ScheduleFiring } from '../../store/schedules/schedules.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { measureCadence } from './cadence.ts';

/**
 * The work of a schedule's firing: it starts one retrain of the models whose turn it is, or says why not. The verdict and its
 * outcome are recorded once per firing. A manual run doesn't use this and is never skipped.
 */
export function createStartRetrainActivities(dependencies: ActivityDependencies, control: TrainingControl) {
  const { database, log } = dependencies;

  async function judge(firing: Firing, signal: AbortSignal): Promise<CadenceVerdict> {
    const firedAt = new Date(firing.firedAt);
    const [before] = await listFirings(database, firing.schedule, 1);
    const measured = await measureCadence(dependencies, firing.models, firedAt, signal);
    const inForce = before?.verdict.cadence ?? null;
    return decideCadence({ ...measured, firedAt, inForce }, firing.minimumChanges);
  }

  async function start(firing: Firing, verdict: CadenceVerdict): Promise<ScheduledRetrainResult> {
    const { reason } = verdict;
    const models = verdict.models.filter(({ train }) => train).map(({ model }) => model);
    if (models.length === 0) return { started: false, reason };
    const asked = retrainIdOfFiring(firing.firing, new Date(firing.firedAt));
    try {
      const { retrainId } = await control.start({
        models,
        options: defaultTrainingOptions,
        trigger: 'schedule',
        reason,
        retrainId: asked,
      });
      return { started: true, retrainId, reason };
    } catch (error) {
      if (!isPerennialError(error) || error.code !== 'training_in_progress') throw error;
      return { started: false, reason: error.message };
    }
  }

  return {
    startRetrain(firing: Firing): Promise<ScheduledRetrainResult> {
      return beating(async (signal) => {
        const recorded = await readFiring(database, firing.firing);
        if (recorded !== null) return resultOf(recorded);
        const verdict = await judge(firing, signal);
        const result = await start(firing, verdict);
        await recordFiring(database, {
          id: firing.firing,
          schedule: firing.schedule,
          firedAt: new Date(firing.firedAt),
          outcome: result.started ? 'started' : 'skipped',
          retrainId: result.started ? result.retrainId : null,
          reason: result.reason,
          verdict,
        });
        if (!result.started) log.info(happened('retrain_skipped', { firing: firing.firing, reason: result.reason }));
        return result;
      });
    },
  };
}

function resultOf({ retrainId, reason }: ScheduleFiring): ScheduledRetrainResult {
  return retrainId === null ? { started: false, reason } : { started: true, retrainId, reason };
}
