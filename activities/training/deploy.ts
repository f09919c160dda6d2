import type { DeployResult, DeployStep } from '../../contract/step-types.ts';
import { gateConfig } from '../../domain/experiment/experiment.ts';
import { proveVersion } from '../../serving/live/deploy-version.ts';
import { submitExperiment } from '../../store/experiments/experiments.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { createVersion, readChampion } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { stepKey } from '../step-key.ts';
import { enterStage } from './enter-stage.ts';

/**
 * Makes a version of every trained model, named by date. Depending on the gate's verdict, the champion's pointer moves to it,
 * it takes the waiting slot of the model's experiments, or it is only kept. A model with the same bytes as the champion is
 * only kept too, because there is nothing to compare. All of it is one transaction, so it can't be cancelled half-way.
 */
export function createDeployActivities({ database, blobs, definitions, log, settings }: ActivityDependencies) {
  return {
    deploy(step: DeployStep): Promise<DeployResult> {
      return beating(async () => {
        await enterStage(database, step.runId, 'deploy');
        return await onceByKey<DeployResult>(database, stepKey(step, 'deploy'), async (em) => {
          const { model, runId, plan, trained, snapshot, evaluation, gate } = step;
          const version = await createVersion(em, {
            model,
            runId,
            engine: trained.adapted?.engine ?? plan.engine,
            artifactHash: trained.artifactHash,
            byteCount: trained.byteCount,
            snapshotHash: snapshot.hash,
            metrics: evaluation.metrics,
            card: modelCard(step),
            golden: evaluation.golden,
            synthetic: snapshot.synthetic,
            labelSource: snapshot.labels?.source ?? null,
          });
          const named = { version: version.name, versionId: version.id };
          const champion = await readChampion(em, model);
          if (gate.action === 'trial' && champion?.artifactHash === version.artifactHash) {
            log.info(happened('champion_kept', { runId, version: version.name }));
            const reason = `It equals the champion ${champion.name} byte for byte, so there is nothing to compare.`;
            return { ...named, outcome: 'champion_kept', reason };
          }
          switch (gate.action) {
            case 'deploy': {
              await deployVersion(em, {
                key: stepKey(step, 'deploy'),
                model,
                versionId: version.id,
                action: 'deploy',
                actor: step.trigger,
                reason: gate.reason,
                evidence: {
                  verdict: gate.verdict,
                  comparison: evaluation.comparison,
                  metrics: evaluation.metrics,
                  ...(await proveVersion(version, blobs, definitions)),
                },
              });
              log.info(happened('model_deployed', { runId, version: version.name }));
              return { ...named, outcome: 'deployed' };
            }
            case 'trial': {
              const experimentId = `${model}-${version.name}`;
              await submitExperiment(em, {
                id: experimentId,
                model,
                championVersionId: champion?.id ?? version.id,
                challengerVersionId: version.id,
                config: gateConfig(model, settings.gate.changes),
                key: stepKey(step, 'trial'),
                actor: step.trigger,
                reason: gate.reason,
              });
              log.info(happened('experiment_submitted', { runId, version: version.name, experiment: experimentId }));
              return { ...named, outcome: 'in_gate', experimentId };
            }
            case 'keep':
              log.info(happened('champion_kept', { runId, version: version.name }));
              return { ...named, outcome: 'champion_kept' };
          }
        });
      });
    },
  };
}

/** What a person may want to know about a version years later (Mitchell et al. 2019, 'Model Cards for Model Reporting'). */
function modelCard({ snapshot, plan, trained, options, evaluation, validation }: DeployStep) {
  return {
    engine: trained.adapted?.engine ?? plan.engine,
    parameters: trained.parameters,
    ...(evaluation.adaptation && { adaptation: evaluation.adaptation }),
    search: trained.search,
    seed: options.seed,
    data: {
      snapshot: snapshot.hash,
      asOf: snapshot.asOf,
      horizonDays: snapshot.horizonDays,
      windowDays: snapshot.windowDays,
      windowReason: snapshot.windowReason,
      training: snapshot.training,
      testing: snapshot.testing,
      synthetic: snapshot.synthetic,
      ...(snapshot.labels && { labels: snapshot.labels }),
      ...(snapshot.attributes && { attributes: snapshot.attributes }),
      warnings: validation.warnings,
    },
    metrics: evaluation.metrics,
    intervals: evaluation.intervals,
    baseline: evaluation.baseline,
    beyondBaseline: evaluation.beyondBaseline ?? null,
    importance: evaluation.importance,
    notes: plan.notes,
  };
}
