import type {
  ClosePhaseStep,
  EndExperimentStep,
  ExperimentNote,
  KeyedNote,
  OpenPhaseStep,
} from '../../contract/experiment-steps.ts';
import type { FinishResult } from '../../contract/step-types.ts';
import type { ExperimentOutcome } from '../../domain/experiment/experiment.ts';
import { plannedTotal } from '../../domain/experiment/plan-experiment.ts';
import { deployVersion } from '../../serving/live/deploy-version.ts';
import {
  closePhase,
  endExperiment,
  openPhase,
  readExperiment,
  readLooks,
  resumeExperiment,
} from '../../store/experiments/experiments.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { happened } from '../../telemetry/events.ts';
import { gateBatch } from '../alerts/gate-alerts.ts';
import { raiseAlerts } from '../alerts/raise-alerts.ts';
import { tellSuperseded } from '../alerts/tell-superseded.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';

/** Changes experiments, after a verdict or a person's command. Each change has a key of its own, so a retry changes nothing. */
export function createChangeActivities(dependencies: ActivityDependencies) {
  const { database, log, settings } = dependencies;

  /** The key is the same whoever ends the experiment, because an experiment ends once. */
  function ending({ experimentId, actor, reason }: ExperimentNote, outcome: ExperimentOutcome) {
    return { outcome, now: new Date(), key: `${experimentId}/ended`, actor, reason };
  }

  async function tellEnd(
    { experimentId, actor, reason }: ExperimentNote,
    outcome: ExperimentOutcome,
  ): Promise<FinishResult> {
    log.info(happened('experiment_ended', { experiment: experimentId, outcome, actor, reason }));
    return await noLongerInvalid(experimentId);
  }

  /** Resolves the experiment's alerts: one that has ended, in whatever way, waits for nobody. */
  async function noLongerInvalid(experimentId: string): Promise<FinishResult> {
    const { model } = await readExperiment(database, experimentId);
    const key = `${experimentId}/ended`;
    return await onceByKey<FinishResult>(database, key, async (em) => {
      const at = new Date();
      const batch = gateBatch({ key, experimentId, model, at, invalid: null, unattended: null });
      const told = await tellSuperseded(em, key, settings, at);
      return { mailIds: [...told, ...(await raiseAlerts(em, batch, settings, at))] };
    });
  }

  return {
    openPhase({ experimentId, phase, challengerShare, key, actor, reason }: OpenPhaseStep): Promise<void> {
      return beating(async () => {
        const { config, mode, plan } = await readExperiment(database, experimentId);
        await openPhase(database, experimentId, {
          number: phase,
          challengerShare,
          plannedTotal: plan === null ? 1 : plannedTotal(config, challengerShare, mode ?? 'live', plan),
          now: new Date(),
          key,
          actor,
          reason,
        });
        log.info(happened('phase_started', { experiment: experimentId, phase, challengerShare }));
      });
    },

    closePhase({ experimentId, phase, state, key, actor, reason }: ClosePhaseStep): Promise<void> {
      return beating(() =>
        closePhase(database, experimentId, {
          number: phase,
          state,
          now: new Date(),
          key,
          actor,
          reason,
        }),
      );
    },

    resumeExperiment({ experimentId, key, actor, reason }: KeyedNote): Promise<void> {
      return beating(() => resumeExperiment(database, experimentId, { key, actor, reason }));
    },

    /**
     * Checks the golden rows. Then one transaction moves the pointer, writes the audit row with the last look as evidence and
     * ends the experiment.
     */
    promoteChallenger(note: ExperimentNote): Promise<FinishResult> {
      return beating(async () => {
        const { experimentId, actor, reason } = note;
        const { model, challengerVersionId, mode, config } = await readExperiment(database, experimentId);
        const looks = await readLooks(database, experimentId);
        const last = looks[looks.length - 1];
        const evidence = {
          experiment: experimentId,
          mode,
          rule: config.rule,
          phase: last?.phase ?? null,
          look: last?.number ?? null,
          numbers: last?.numbers ?? null,
          decision: last?.decision ?? null,
        };
        const key = `${experimentId}/promoted`;
        await deployVersion(
          { ...dependencies, production: dependencies.settings.production },
          { key, model, versionId: challengerVersionId, action: 'deploy', actor, reason, evidence },
          (em) => endExperiment(em, experimentId, ending(note, 'promoted')),
        );
        return await tellEnd(note, 'promoted');
      });
    },

    endExperiment({ outcome, ...note }: EndExperimentStep): Promise<FinishResult> {
      return beating(async () => {
        await endExperiment(database, note.experimentId, ending(note, outcome));
        return await tellEnd(note, outcome);
      });
    },
  };
}
