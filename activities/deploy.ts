import { deployVersion } from '../store/deployments.ts';
import { onceByKey } from '../store/steps.ts';
import { createVersion } from '../store/versions.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { enterStage } from './enter-stage.ts';
import { beating } from './heartbeat.ts';
import { stepKey } from './step-key.ts';
import type { DeployResult, DeployStep } from './step-types.ts';

/**
 * Every trained model becomes a version, named by date; the gate's verdict decides whether the champion's pointer moves to it. Version,
 * pointer and audit row are one transaction: it can't be cancelled half-way.
 */
export function createDeployActivities({ database, log }: ActivityDependencies) {
  return {
    deploy(step: DeployStep): Promise<DeployResult> {
      return beating(async () => {
        await enterStage(database, step.runId, 'deploy');
        return await onceByKey<DeployResult>(database, stepKey(step, 'deploy'), async (em) => {
          const { model, runId, plan, trained, snapshot, evaluation, gate } = step;
          const version = await createVersion(em, {
            model,
            runId,
            engine: plan.engine,
            artifactHash: trained.artifactHash,
            byteCount: trained.byteCount,
            snapshotHash: snapshot.hash,
            metrics: evaluation.metrics,
            card: modelCard(step),
            synthetic: snapshot.synthetic,
          });
          if (gate.deploy) {
            await deployVersion(em, {
              key: stepKey(step, 'deploy'),
              model,
              versionId: version.id,
              action: 'deploy',
              actor: step.trigger,
              reason: gate.reason,
              evidence: { verdict: gate.verdict, comparison: evaluation.comparison, metrics: evaluation.metrics },
            });
          }
          log.info(happened(gate.deploy ? 'model_deployed' : 'champion_kept', { runId, version: version.name }));
          return { version: version.name, versionId: version.id, outcome: gate.deploy ? 'deployed' : 'champion_kept' };
        });
      });
    },
  };
}

/** What a person wants to know of a version years later (Mitchell et al. 2019, 'Model Cards for Model Reporting'). */
function modelCard({ snapshot, plan, trained, options, evaluation, validation }: DeployStep) {
  return {
    engine: plan.engine,
    parameters: trained.parameters,
    search: trained.search,
    seed: options.seed,
    data: {
      snapshot: snapshot.hash,
      asOf: snapshot.asOf,
      horizonDays: snapshot.horizonDays,
      training: snapshot.training,
      testing: snapshot.testing,
      synthetic: snapshot.synthetic,
      warnings: validation.warnings,
    },
    metrics: evaluation.metrics,
    intervals: evaluation.intervals,
    baseline: evaluation.baseline,
    importance: evaluation.importance,
    notes: plan.notes,
  };
}
