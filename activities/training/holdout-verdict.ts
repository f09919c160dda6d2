import type { GateStep } from '../../contract/step-types.ts';
import { readRecentChange } from '../../control/read-recent-change.ts';
import { adaptedVerdict } from '../../domain/adaptation.ts';
import { decideFirstVerdict } from '../../domain/first-verdict.ts';
import type { HoldoutVerdict } from '../../domain/holdout-verdict.ts';
import { decideHoldoutVerdict } from '../../domain/holdout-verdict.ts';
import { syntheticInProduction } from '../../serving/live/deploy-version.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { enterStage } from './enter-stage.ts';

/**
 * Decides on the holdout whether a challenger is deployed, goes on trial beside the champion, or is only kept. It is an
 * activity so that workflows replay the recorded verdict, whatever later versions would decide.
 */
export function createGateActivities({ database, settings, log, metrics }: ActivityDependencies) {
  async function decide(step: GateStep): Promise<HoldoutVerdict> {
    const { model, options, evaluation } = step;
    const { champion, comparison, notCompared = null, beyondBaseline = null, adaptation } = evaluation;
    if (adaptation !== undefined) return adaptedVerdict(adaptation);
    const force = options.force ?? false;
    if (champion === null) {
      return decideFirstVerdict({ model, comparison: beyondBaseline, missing: whatIsMissing(step), force });
    }
    return decideHoldoutVerdict({
      ...{ champion, comparison, notCompared, force },
      next: settings.gate.kind === 'experiment' ? 'trial' : 'deploy',
      degradedSince: await readRecentChange(database, model, new Date(step.requestedAt)),
    });
  }

  return {
    gate(step: GateStep): Promise<HoldoutVerdict> {
      return beating(async () => {
        const { runId, model, snapshot } = step;
        await enterStage(database, runId, 'gate');
        if (settings.production && snapshot.synthetic) throw syntheticInProduction(model);
        const verdict = await decide(step);
        metrics.gateDecisions.inc({ model, evidence: 'holdout', decision: verdict.action });
        log.info(happened('gate_decided', { runId, ...verdict }));
        return verdict;
      });
    },
  };
}

/** What the training data lacks, in words. */
function whatIsMissing({ validation, options }: GateStep): string[] {
  if (options.shuffleLabels) return ['the labels were shuffled on purpose, so there was nothing to learn'];
  return (validation?.findings ?? []).filter(({ status }) => status !== 'ok').map(({ message }) => message);
}
