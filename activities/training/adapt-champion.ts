import type { SnapshotStep } from '../../contract/step-types.ts';
import { readRecentChange } from '../../control/read-recent-change.ts';
import { type Adaptation, isProven } from '../../domain/adaptation.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { readDescription } from '../../engine/file/predictor-file.ts';
import { modelDefinition } from '../../models/registry.ts';
import { readChampion } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { divisionOf } from './division-of.ts';

export type Contest = {
  /** When the first of those came that are of after the change. */
  readonly since: string;
  /** null: labels don't prove that anything is better than the champion. */
  readonly adapted: {
    readonly artifact: Uint8Array;
    readonly engine: EngineName;
    readonly adaptation: Adaptation;
  } | null;
};

/**
 * While labels prove that the champion learnt another world: what needs fewer labels than the full search, if they prove it better.
 *
 * @returns null without such a change, with too little of after it, and for a model whose rows are all of one moment: they have no order of time.
 */
export async function adaptChampion(
  { database, blobs, threads, log }: Pick<ActivityDependencies, 'database' | 'blobs' | 'threads' | 'log'>,
  step: SnapshotStep,
  { engine, parameters }: { readonly engine: EngineName; readonly parameters: Parameters },
  signal: AbortSignal,
): Promise<Contest | null> {
  const { model, snapshot, requestedAt, runId, options } = step;
  const { windowDays, labelRange } = modelDefinition(model);
  const since = await readRecentChange(database, model, new Date(requestedAt));
  const asUsual = options.asOf === undefined && options.windowDays === undefined && options.shuffleLabels !== true;
  if (windowDays === null || since === null || !asUsual) return null;
  const champion = await readChampion(database, model);
  if (champion === null || champion.runId === runId) return null;
  if ((champion.labelSource ?? snapshot.labels?.source) !== snapshot.labels?.source) return null;
  const adapted = await threads.run(
    'adapt',
    {
      snapshot: await blobs.get(snapshot.hash),
      division: divisionOf(step),
      range: labelRange,
      artifact: await blobs.get(champion.artifactHash),
      since: since.getTime(),
      ...{ engine, parameters, model },
    },
    { signal },
  );
  if (adapted === null) return null;
  const { artifact, ...found } = adapted;
  const adaptation = { ...found, champion: champion.name, championArtifact: champion.artifactHash };
  const { chosen, comparison, tried } = adaptation;
  log.info(happened('champion_adapted', { runId, champion: champion.name, chosen, comparison, tried }));
  const proven = artifact !== null && isProven(adaptation);
  return {
    since: adaptation.since,
    adapted: proven ? { artifact, engine: readDescription(artifact).engine, adaptation } : null,
  };
}
