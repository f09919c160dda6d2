import { closeAbandoned } from '../control/close-abandoned.ts';
import { breaches } from '../domain/targets.ts';
import { modelDefinition } from '../models/registry.ts';
import { queueMail } from '../store/mails.ts';
import { closeRetrain, openRetrain, runningRetrain } from '../store/retrains.ts';
import { closeRun, openRun } from '../store/runs.ts';
import { onceByKey } from '../store/steps.ts';
import { happened } from '../telemetry/events.ts';
import { composeAlert } from './alert-mail.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';
import { stepKey } from './step-key.ts';
import type {
  AbandonStep,
  CloseRetrainInput,
  FinishResult,
  FinishStep,
  OpenRetrainInput,
  RunStep,
} from './step-types.ts';

/** Opening and closing the rows that tell of a run; each may be called again and changes nothing then. */
export function createRunRecordActivities({ database, log, settings }: ActivityDependencies) {
  return {
    /** The fixed workflow id lets one retrain run, so that another row still 'running' is one whose workflow was terminated. */
    openRetrain(input: OpenRetrainInput): Promise<void> {
      return beating(async () => {
        const other = await runningRetrain(database);
        if (other !== null && other.id !== input.retrainId) await closeAbandoned(database, other.id, 'GONE');
        await openRetrain(database, {
          id: input.retrainId,
          trigger: input.trigger,
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
          startedAt: new Date(),
        });
        log.info(happened('run_started', { runId, requestedAt }));
      });
    },

    /** Closes the run and queues its alert in one transaction: neither can be without the other, nor be doubled. */
    finishRun(step: FinishStep): Promise<FinishResult> {
      return beating(() =>
        onceByKey<FinishResult>(database, stepKey(step, 'finish'), async (em) => {
          const { evaluation, trained, plan, validation, gate, deployed } = step;
          await closeRun(em, step.runId, {
            state: 'completed',
            outcome: deployed.outcome,
            metrics: evaluation.metrics,
            parameters: trained.parameters,
            versionId: deployed.versionId,
            report: {
              validation,
              search: trained.search,
              intervals: evaluation.intervals,
              undefinedMetrics: evaluation.undefinedMetrics,
              baseline: evaluation.baseline,
              comparison: evaluation.comparison,
              champion: evaluation.champion,
              importance: evaluation.importance,
              gate: { ...gate, reason: deployed.reason ?? gate.reason },
              notes: plan.notes,
              version: deployed.version,
              byteCount: trained.byteCount,
            },
          });
          const breached = breaches(step.model, evaluation.metrics);
          if (breached.length === 0) return { mailIds: [] };
          const mails = settings.alertTo.map((recipient) => composeAlert({ step, breached, recipient }));
          const queued = [];
          for (const mail of mails) queued.push(await queueMail(em, mail));
          log.warn(happened('limit_breached', { runId: step.runId, breached }));
          return { mailIds: queued.map((mail) => mail.id) };
        }),
      );
    },

    abandonRun({ runId, state, failure }: AbandonStep): Promise<void> {
      return beating(async () => {
        await closeRun(database, runId, { state, error: failure });
        log.warn(happened('run_ended', { runId, state, code: failure.code }));
      });
    },
  };
}
