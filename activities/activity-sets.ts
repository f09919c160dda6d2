import type { OrchestrationActivities, TrainingActivities } from '../contract/activities.ts';
import type { Controls } from '../control/open-controls.ts';
import { createWatchActivities } from './alerts/watch.ts';
import { createWatchDisksActivities } from './alerts/watch-disks.ts';
import { createDeleteExpiredActivities } from './delete-expired.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createDeliverDueActivities } from './destinations/deliver-due.ts';
import { createChangeActivities } from './experiment/change.ts';
import { createLookActivities } from './experiment/look.ts';
import { createOpenNextActivities } from './experiment/open-next.ts';
import { createStartGateActivities } from './experiment/start-gate.ts';
import { createFillSentimentActivities } from './fill-sentiment.ts';
import { createDrainActivities } from './hooks/drain-deliveries.ts';
import { createSettleWaitingActivities } from './imports/settle-waiting.ts';
import { createSyncSourceActivities } from './imports/sync-source.ts';
import { createUploadActivities } from './imports/work-on-upload.ts';
import { createAnswerDegradationActivities } from './monitor/answer-degradation.ts';
import { createMonitorActivities } from './monitor/monitor-model.ts';
import { createPretendActivities } from './pretend-business.ts';
import { createStartRetrainActivities } from './schedule/start-retrain.ts';
import { createScoreDailyActivities } from './score-daily.ts';
import { createScoreTouchedActivities } from './score-touched.ts';
import { createSendMailActivities } from './send-mail.ts';
import { createDeployActivities } from './training/deploy.ts';
import { createEvaluateActivities } from './training/evaluate.ts';
import { createExtractActivities } from './training/extract.ts';
import { createGateActivities } from './training/holdout-verdict.ts';
import { createReproduceActivities } from './training/reproduce.ts';
import { createRunRecordActivities } from './training/run-records.ts';
import { createTrainActivities } from './training/train.ts';
import { createValidateActivities } from './training/validate.ts';

/** What a worker of the `orchestration` queue can do: awaited I/O only. */
export function createOrchestrationActivities(
  dependencies: ActivityDependencies,
  controls: Pick<Controls, 'training' | 'gate' | 'readSchedule' | 'recovery'> & {
    readonly sentiment: Pick<Controls['sentiment'], 'fill'>;
  },
): OrchestrationActivities {
  return {
    ...createRunRecordActivities(dependencies, controls.training),
    ...createExtractActivities(dependencies),
    ...createGateActivities(dependencies),
    ...createDeployActivities(dependencies),
    ...createSendMailActivities(dependencies),
    ...createStartRetrainActivities(dependencies, controls.training),
    ...createAnswerDegradationActivities(dependencies, controls.training),
    ...createStartGateActivities(controls.gate),
    ...createOpenNextActivities(dependencies),
    ...createLookActivities(dependencies),
    ...createChangeActivities(dependencies),
    ...createDeleteExpiredActivities(dependencies),
    ...createWatchActivities(dependencies, controls.readSchedule, controls.recovery),
    ...createWatchDisksActivities(dependencies),
    ...createFillSentimentActivities(dependencies),
    ...createScoreTouchedActivities(dependencies),
    ...createUploadActivities(dependencies, controls.sentiment),
    ...createDrainActivities(dependencies, controls.sentiment),
    ...createSettleWaitingActivities(dependencies),
    ...createSyncSourceActivities(dependencies, controls.sentiment),
    ...createPretendActivities(dependencies, controls.training),
    ...createDeliverDueActivities(dependencies),
  };
}

/** What a worker of the `training` queue can do: everything that needs the CPU, in threads. */
export function createTrainingActivities(dependencies: ActivityDependencies): TrainingActivities {
  return {
    ...createValidateActivities(dependencies),
    ...createTrainActivities(dependencies),
    ...createEvaluateActivities(dependencies),
    ...createScoreDailyActivities(dependencies),
    ...createMonitorActivities(dependencies),
    ...createReproduceActivities(dependencies),
  };
}
