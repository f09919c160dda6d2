import { PerennialError } from '../domain/errors.ts';
import { decidePromotion } from '../domain/promotion.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { enterStage } from './enter-stage.ts';
import { beating } from './heartbeat.ts';
import type { GateStep, GateVerdict } from './step-types.ts';

/**
 * The decision on the holdout. It runs here and not in the workflow: the recorded verdict keeps replay independent of how later
 * versions decide. An experiment on live traffic takes its place between this verdict and the deployment.
 */
export function createGateActivities({ database, settings, log }: ActivityDependencies) {
  return {
    gate({ runId, model, options, snapshot, evaluation }: GateStep): Promise<GateVerdict> {
      return beating(async () => {
        await enterStage(database, runId, 'gate');
        if (settings.production && snapshot.synthetic) {
          throw new PerennialError(
            'synthetic_in_production',
            `The training data of ${model} holds synthetic rows; with NODE_ENV=production such a model is not deployed.`,
            "Import the business's own history (npx perennial import) into a database without generated rows.",
          );
        }
        const verdict = decidePromotion({
          champion: evaluation.champion,
          comparison: evaluation.comparison,
          force: options.force ?? false,
        });
        log.info(happened('gate_decided', { runId, ...verdict }));
        return verdict;
      });
    },
  };
}
