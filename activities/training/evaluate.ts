import type { TrainingOptions } from '../../contract/messages.ts';
import type { EvaluateStep, Evaluation } from '../../contract/step-types.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import type { ModelName } from '../../domain/models.ts';
import type { ChampionForComparison } from '../../jobs/evaluate-model.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { readRun } from '../../store/training/runs.ts';
import { readChampion } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { enterStage } from './enter-stage.ts';
import { divisionOf } from './train.ts';

/** Judges the trained model on its holdout, beside a naive baseline and the champion. Writes nothing that a second call would double. */
export function createEvaluateActivities({ database, blobs, threads, log }: ActivityDependencies) {
  /** The champion with the contacts that it was trained on: rows of theirs say nothing about it. */
  async function championOf(
    model: ModelName,
    runId: string,
  ): Promise<(ChampionForComparison & { name: string }) | null> {
    const champion = await readChampion(database, model);
    if (champion === null || champion.runId === runId) return null;
    const run = await readRun(database, champion.runId);
    const { testSize } = run.input as TrainingOptions;
    const { contacts } = decodeSnapshot(await blobs.get(champion.snapshotHash));
    return {
      name: champion.name,
      artifact: await blobs.get(champion.artifactHash),
      trainedOn: [...new Set(contacts.filter((contact) => !isHeldOut(contact, testSize)))],
    };
  }

  return {
    evaluate(step: EvaluateStep): Promise<Evaluation> {
      return beating(async (signal) => {
        const { runId, model, snapshot, trained } = step;
        await enterStage(database, runId, 'evaluate');
        const champion = await championOf(model, runId);
        const judged = await threads.run(
          'evaluate',
          {
            snapshot: await blobs.get(snapshot.hash),
            division: divisionOf(step),
            artifact: await blobs.get(trained.artifactHash),
            champion,
          },
          { signal },
        );
        log.info(happened('model_evaluated', { runId, metrics: judged.metrics, champion: champion?.name ?? null }));
        return { ...judged, champion: champion?.name ?? null };
      });
    },
  };
}
