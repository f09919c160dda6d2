import { learntBefore } from '../domain/degradation.ts';
import type { ModelName } from '../domain/models.ts';
import { decidePromotion } from '../domain/promotion.ts';
import { syntheticInProduction } from '../serving/deploy-version.ts';
import { readConceptChanges } from '../store/degradations.ts';
import { readRun } from '../store/runs.ts';
import { readVersion } from '../store/versions.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { enterStage } from './enter-stage.ts';
import { beating } from './heartbeat.ts';
import type { GateStep, GateVerdict } from './step-types.ts';

/**
 * The decision on the holdout: whether a challenger is deployed, goes on trial beside the champion, or is put away. It runs here and not
 * in the workflow: the recorded verdict keeps replay independent of how later versions decide.
 */
export function createGateActivities({ database, settings, log }: ActivityDependencies) {
  /** A change speaks against every version that learnt from before it, also one that took over since and has no labels of its own yet. */
  async function contradictedSince(model: ModelName, champion: string | null): Promise<Date | null> {
    if (champion === null) return null;
    const { id, runId } = await readVersion(database, model, champion);
    const trained = await readRun(database, runId);
    const changes = await readConceptChanges(database, model);
    const change = changes.find(({ versionId, since }) => versionId === id || learntBefore(since, trained));
    return change?.since ?? null;
  }

  return {
    gate({ runId, model, options, snapshot, evaluation }: GateStep): Promise<GateVerdict> {
      return beating(async () => {
        await enterStage(database, runId, 'gate');
        if (settings.production && snapshot.synthetic) throw syntheticInProduction(model);
        const degradedSince = await contradictedSince(model, evaluation.champion);
        const verdict = decidePromotion({
          champion: evaluation.champion,
          comparison: evaluation.comparison,
          force: options.force ?? false,
          next: settings.gate.kind === 'experiment' ? 'trial' : 'deploy',
          degradedSince,
        });
        log.info(happened('gate_decided', { runId, ...verdict }));
        return verdict;
      });
    },
  };
}
