import type {
  AbandonStep,
  CloseRetrainInput,
  FinishResult,
  FinishStep,
  OpenRetrainInput,
  RunReport,
  RunStep,
} from '../../contract/step-types.ts';
import type { TrainingControl } from '../../control/training-control.ts';
import { isUnusual } from '../../domain/unusual-run.ts';
import { engineBuild } from '../../jobs/engine-build.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { closeRetrain, openRetrain, runningRetrain } from '../../store/training/retrains.ts';
import { closeRun, listRuns, openRun, type Run } from '../../store/training/runs.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { readVersion, readVersionById } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import { queueCandidateNews } from '../alerts/candidate-news.ts';
import { raiseAlerts } from '../alerts/raise-alerts.ts';
import { type Earlier, failedRunBatch, finishedRunBatch } from '../alerts/run-alerts.ts';
import { settleTargets } from '../alerts/settle-targets.ts';
import { tellSuperseded } from '../alerts/tell-superseded.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { stepKey } from '../step-key.ts';
import { meterTraining } from './meter-training.ts';

/** Opens and closes the rows of a run. A repeated call changes nothing. */
export function createRunRecordActivities(
  { database, log, metrics, settings }: ActivityDependencies,
  control: Pick<TrainingControl, 'closeAbandoned'>,
) {
  /** As `onceByKey`; a training counts when its row is closed, and not again when the step is repeated. */
  async function closeOnce(runId: string, key: string, close: (em: EntityManager) => Promise<FinishResult>) {
    let closed = false;
    const result = await onceByKey<FinishResult>(database, key, async (em) => {
      closed = true;
      return await close(em);
    });
    if (closed) await meterTraining(database, metrics, runId);
    return result;
  }

  return {
    /** The fixed workflow id allows one retrain at a time, so any other row that says 'running' is from a terminated workflow. */
    openRetrain(input: OpenRetrainInput): Promise<void> {
      return beating(async () => {
        const other = await runningRetrain(database);
        if (other !== null && other.id !== input.retrainId) await control.closeAbandoned(other);
        await openRetrain(database, {
          id: input.retrainId,
          trigger: input.trigger,
          ...(input.reason === undefined ? {} : { reason: input.reason }),
          models: input.models,
          input: input.options,
          startedAt: new Date(input.startedAt),
          temporalRunId: input.temporalRunId,
        });
        log.info(happened('retrain_started', { retrainId: input.retrainId, models: input.models }));
      });
    },

    closeRetrain({ retrainId, state, failure }: CloseRetrainInput): Promise<void> {
      return beating(async () => {
        await closeRetrain(database, retrainId, state, failure ?? undefined);
        log.info(happened('retrain_ended', { retrainId, state }));
      });
    },

    openRun({ retrainId, runId, model, options, requestedAt }: RunStep): Promise<void> {
      return beating(async () => {
        await openRun(database, {
          id: runId,
          retrainId,
          model,
          engine: options.engine ?? modelDefinition(model).engine,
          seed: options.seed,
          input: options,
          codeVersion: settings.codeVersion,
          engineBuild: engineBuild(),
          startedAt: new Date(),
        });
        log.info(happened('run_started', { runId, requestedAt }));
      });
    },

    /** Closes the run and queues its alert in one transaction, so there is never one without the other, nor a second alert. */
    finishRun(step: FinishStep): Promise<FinishResult> {
      return beating(() =>
        closeOnce(step.runId, stepKey(step, 'finish'), async (em) => {
          const { evaluation, trained, deployed } = step;
          await closeRun(em, step.runId, {
            state: 'completed',
            outcome: deployed.outcome,
            metrics: evaluation.metrics,
            parameters: trained.parameters,
            versionId: deployed.versionId,
            report: toReport(step),
          });
          const now = new Date();
          const before = await readRunBefore(em, step);
          const earlier = await readEarlier(em, step, before);
          const deployedVersion =
            deployed.outcome === 'deployed' ? await readVersionById(em, deployed.versionId) : null;
          const unmet = deployedVersion === null ? [] : await settleTargets(em, log, deployedVersion, now);
          const mailIds = [
            ...(await tellSuperseded(em, step.runId, settings, now)),
            ...(await raiseAlerts(em, finishedRunBatch(step, earlier, unmet), settings, now)),
            ...(await queueCandidateNews(em, step, earlier, before, settings)),
          ];
          if (mailIds.length > 0) log.warn(happened('limit_breached', { runId: step.runId, mailIds }));
          return { mailIds };
        }),
      );
    },

    /** A failure raises an alert; a cancellation doesn't. */
    abandonRun(step: AbandonStep): Promise<FinishResult> {
      return beating(() =>
        closeOnce(step.runId, stepKey(step, 'abandon'), async (em) => {
          const { runId, state, failure } = step;
          await closeRun(em, runId, { state, error: failure });
          log.warn(happened('run_ended', { runId, state, code: failure.code }));
          if (state === 'cancelled') return { mailIds: [] };
          return { mailIds: await raiseAlerts(em, failedRunBatch(step), settings, new Date()) };
        }),
      );
    },
  };
}

function toReport({ evaluation, trained, plan, validation, gate, deployed }: FinishStep): RunReport {
  return {
    validation,
    search: trained.search,
    ...(trained.cameSince !== undefined && { cameSince: trained.cameSince }),
    intervals: evaluation.intervals,
    undefinedMetrics: evaluation.undefinedMetrics,
    baseline: evaluation.baseline,
    ...(evaluation.beyondBaseline && { beyondBaseline: evaluation.beyondBaseline }),
    comparison: evaluation.comparison,
    champion: evaluation.champion,
    ...(evaluation.notCompared && { notCompared: evaluation.notCompared }),
    importance: evaluation.importance,
    gate: { ...gate, reason: deployed.reason ?? gate.reason },
    notes: plan.notes,
    version: deployed.version,
    byteCount: trained.byteCount,
  };
}

/** The latest usual run before this one. */
async function readRunBefore(em: EntityManager, { model, runId }: FinishStep): Promise<Run | null> {
  const runs = await listRuns(em, { model, limit: 10 });
  return (
    runs.find(({ id, state, input }) => id !== runId && state !== 'cancelled' && !isUnusual('cli', Object(input))) ??
    null
  );
}

async function readEarlier(
  em: EntityManager,
  { model, evaluation: { champion, notCompared } }: FinishStep,
  before: Run | null,
): Promise<Earlier> {
  return {
    // by other labels they are figures of something else
    championMetrics:
      champion === null || notCompared?.why === 'other_labels'
        ? null
        : (await readVersion(em, model, champion)).metrics,
    trainingSamples: before?.trainingSamples ?? null,
    error: before?.state === 'failed' ? before.error : null,
  };
}
