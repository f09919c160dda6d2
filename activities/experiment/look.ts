import type { LookResult, LookStep } from '../../contract/experiment-steps.ts';
import { decideGate } from '../../domain/experiment/decide-gate.ts';
import { nextShare } from '../../domain/experiment/duration.ts';
import {
  championOfExperimentServes,
  findLook,
  readExperiment,
  recordLook,
} from '../../store/experiments/experiments.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { happened } from '../../telemetry/events.ts';
import { gateBatch } from '../alerts/gate-alerts.ts';
import { raiseAlerts } from '../alerts/raise-alerts.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { describeLook } from './describe-look.ts';
import { readPhaseNumbers } from './phase-numbers.ts';
import { describeUnattended, unattendedSince } from './unattended.ts';

/** Takes a look at a phase. Its numbers, decision and reason are stored together, once; a retry returns them. */
export function createLookActivities(dependencies: ActivityDependencies) {
  const { database, log, metrics, settings } = dependencies;
  return {
    lookAtExperiment({ experimentId, phase, look: number }: LookStep): Promise<LookResult> {
      return beating(async () => {
        const experiment = await readExperiment(database, experimentId);
        const { config, mode } = experiment;
        if (!(await championOfExperimentServes(database, experiment))) {
          const reason = 'Another version was deployed by hand, so there is nothing left to compare with.';
          return { action: 'superseded', reason, details: reason, nextShare: null, mailIds: [] };
        }
        const key = { experimentId, phase, number };
        let look = await findLook(database, key);
        if (look === null) {
          const at = new Date();
          const numbers = await readPhaseNumbers(dependencies, { experimentId, phase, now: at });
          const decision = decideGate(numbers, config, mode ?? 'live');
          const { action, reason } = decision;
          look = { ...key, at, numbers, decision, action, reason };
          metrics.gateDecisions.inc({ model: experiment.model, evidence: 'experiment', decision: action });
          log.info(happened('experiment_looked', { ...key, action, reason }));
          if (action === 'invalid') log.warn(happened('gate_invalid', { ...key, reason }));
        }
        const late = await unattendedSince(database, experiment, look.at);
        const unattended = late === null ? null : describeUnattended(experimentId, config, late, look.at);
        const seen = look;
        const stepKey = `${experimentId}/${phase}/${number}/look`;
        return await onceByKey<LookResult>(database, stepKey, async (em) => {
          const recorded = await recordLook(em, seen);
          const { action, reason, numbers, at } = recorded;
          const invalid = action === 'invalid' ? reason : null;
          const batch = gateBatch({ key: stepKey, experimentId, model: experiment.model, at, invalid, unattended });
          const mailIds = await raiseAlerts(em, batch, settings, new Date());
          const details = describeLook(experiment, recorded);
          return { action, reason, details, nextShare: nextShare(numbers, config), mailIds };
        });
      });
    },
  };
}
