import type { ModelName } from '../domain/models.ts';
import { decidePromotion } from '../domain/promotion.ts';
import { syntheticInProduction } from '../serving/deploy-version.ts';
import { readConceptChanges } from '../store/degradations.ts';
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
  async function contradictedSince(model: ModelName, champion: string | null): Promise<Date | null> {
    if (champion === null) return null;
    const { id } = await readVersion(database, model, champion);
    const change = (await readConceptChanges(database, model)).find(({ versionId }) => versionId === id);
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
