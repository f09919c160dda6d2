import { decidePromotion } from '../domain/promotion.ts';
import { syntheticInProduction } from '../serving/deploy-version.ts';
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
  return {
    gate({ runId, model, options, snapshot, evaluation }: GateStep): Promise<GateVerdict> {
      return beating(async () => {
        await enterStage(database, runId, 'gate');
        if (settings.production && snapshot.synthetic) throw syntheticInProduction(model);
        const verdict = decidePromotion({
          champion: evaluation.champion,
          comparison: evaluation.comparison,
          force: options.force ?? false,
          next: settings.gate.kind === 'experiment' ? 'trial' : 'deploy',
        });
        log.info(happened('gate_decided', { runId, ...verdict }));
        return verdict;
      });
    },
  };
}
