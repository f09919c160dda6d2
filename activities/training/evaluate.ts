import type { TrainingOptions } from '../../contract/messages.ts';
import type { EvaluateStep, Evaluation, Snapshot } from '../../contract/step-types.ts';
import { isPerennialError, isTransient } from '../../domain/errors.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import type { NotCompared } from '../../domain/holdout-verdict.ts';
import { labelSourceTitles } from '../../domain/lead-labels.ts';
import type { ChampionForComparison } from '../../jobs/compare-with-champion.ts';
import { describeVersion } from '../../serving/live/load-version.ts';
import { requireServable } from '../../serving/live/require-servable.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { keepPicture } from '../../store/training/run-reports.ts';
import { readRun } from '../../store/training/runs.ts';
import { type ModelVersion, readChampion } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { divisionOf } from './division-of.ts';
import { enterStage } from './enter-stage.ts';

/**
 * Evaluates the trained model on its holdout, beside a naive baseline and the champion. What a person looks at goes to the run's report and
 * not through the workflow, which doesn't need it. It writes the same when it runs again.
 */
export function createEvaluateActivities({ database, blobs, definitions, threads, log }: ActivityDependencies) {
  /** The champion with the contacts that it was trained on: their rows can't be used to judge it. */
  async function forComparison(champion: ModelVersion): Promise<ChampionForComparison> {
    const run = await readRun(database, champion.runId);
    const { testSize } = run.input as TrainingOptions;
    const { contacts } = decodeSnapshot(await blobs.get(champion.snapshotHash));
    return {
      name: champion.name,
      artifact: await blobs.get(champion.artifactHash),
      trainedOn: [...new Set(contacts.filter((contact) => !isHeldOut(contact, testSize)))],
    };
  }

  /** Why this release can't serve the champion; null if it can, as far as the champion's description shows. */
  async function whyNotServable(champion: ModelVersion): Promise<string | null> {
    try {
      requireServable(champion, await describeVersion(champion, blobs), definitions[champion.model]);
      return null;
    } catch (error) {
      if (!isPerennialError(error) || isTransient(error.code)) throw error;
      return error.message;
    }
  }

  async function whyNotCompared(champion: ModelVersion, { labels }: Snapshot): Promise<NotCompared | null> {
    const whyNot = await whyNotServable(champion);
    if (whyNot !== null) return { why: 'cannot_serve', reason: whyNot };
    const before = champion.labelSource;
    if (labels === undefined || before === null || before === labels.source) return null;
    const reason = `${champion.name} learnt ${labelSourceTitles[before]}, and this version ${labelSourceTitles[labels.source]}: their errors are not of the same thing.`;
    return { why: 'other_labels', reason };
  }

  return {
    evaluate(step: EvaluateStep): Promise<Evaluation> {
      return beating(async (signal) => {
        const { runId, model, snapshot, trained } = step;
        const { outOfFoldHash, adapted, cameSince } = trained;
        await enterStage(database, runId, 'evaluate');
        const serving = await readChampion(database, model);
        const champion = serving?.runId === runId ? null : serving;
        const notCompared = champion === null ? null : await whyNotCompared(champion, snapshot);
        const { picture, ...judged } = await threads.run(
          'evaluate',
          {
            snapshot: await blobs.get(snapshot.hash),
            division: divisionOf(step),
            labels: snapshot.labels?.source ?? null,
            artifact: await blobs.get(trained.artifactHash),
            ...(cameSince !== undefined && { cameSince: new Date(cameSince).getTime() }),
            outOfFold: outOfFoldHash === undefined ? null : await blobs.get(outOfFoldHash),
            champion: champion === null || notCompared !== null ? null : await forComparison(champion),
          },
          { signal },
        );
        if (picture !== null) await keepPicture(database, runId, picture);
        log.info(happened('model_evaluated', { runId, metrics: judged.metrics, champion: champion?.name ?? null }));
        const evaluation = { ...judged, ...(notCompared && { notCompared }), champion: champion?.name ?? null };
        // what was proven against another champion is not proven against this one
        if (adapted === undefined || adapted.adaptation.championArtifact !== champion?.artifactHash) return evaluation;
        const { metrics, intervals, undefinedMetrics, comparison } = adapted.adaptation;
        return { ...evaluation, metrics, intervals, undefinedMetrics, comparison, adaptation: adapted.adaptation };
      });
    },
  };
}
