import { type CadenceFacts, type ModelFacts, measuredWeeks } from '../../domain/cadence.ts';
import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import { changedLabelsQuery } from '../../models/queries/changed-labels.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { decodeSnapshot, type ReadSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { countLeadsAWeek, type LastTraining, lastTraining } from '../../store/training/cadence-facts.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { gapInLabels, readArrived } from '../monitor/read-gaps.ts';

type Dependencies = Pick<ActivityDependencies, 'database' | 'blobs'>;

/**
 * The facts by which the cadence is decided, as of a firing. Leads and labels are counted up to where the data is complete: days
 * that a weekly importer hasn't imported yet are not days without leads. Aborting `signal` stops the queries.
 */
export async function measureCadence(
  dependencies: Dependencies,
  models: readonly ModelName[],
  firedAt: Date,
  signal: AbortSignal,
): Promise<Pick<CadenceFacts, 'leadsAWeek' | 'models'>> {
  const { gaps, until } = await readArrived(dependencies.database, firedAt, { signal });
  const leadsAWeek = await countLeadsAWeek(dependencies.database, until, measuredWeeks);
  const facts: ModelFacts[] = [];
  for (const model of models) {
    const gap = gapInLabels(gaps, model, firedAt);
    facts.push({ ...(await measureModel(dependencies, model, until, signal)), gap });
  }
  return { leadsAWeek, models: facts };
}

async function measureModel(
  { database, blobs }: Dependencies,
  model: ModelName,
  until: Date,
  signal: AbortSignal,
): Promise<Omit<ModelFacts, 'gap'>> {
  const last = await lastTraining(database, model);
  if (last === null) return { model, trainedAt: null, changes: null };
  const earlier = await readSnapshot({ blobs }, last.snapshotHash);
  const changes =
    earlier === null ? null : await countChanges({ database }, model, until, { ...last, ...earlier }, signal);
  return { model, trainedAt: last.startedAt, changes };
}

/** null: the file is gone or damaged. A retrain doesn't need it, so no training is refused. */
async function readSnapshot({ blobs }: Pick<Dependencies, 'blobs'>, hash: string): Promise<ReadSnapshot | null> {
  try {
    return decodeSnapshot(await blobs.get(hash));
  } catch (error) {
    if (isPerennialError(error) && (error.code === 'not_found' || error.code === 'artifact_damaged')) return null;
    throw error;
  }
}

async function countChanges(
  { database }: Pick<Dependencies, 'database'>,
  model: ModelName,
  until: Date,
  earlier: ReadSnapshot & Pick<LastTraining, 'from'>,
  signal: AbortSignal,
): Promise<number> {
  const definition = modelDefinition(model);
  const { horizonDays, populationDays } = definition;
  const asOf = defaultAsOf(definition, until, horizonDays);
  return await inTransaction(
    database,
    async (client) => {
      const { rows } = await client.query<{ count: number }>(changedLabelsQuery(definition, earlier.subjectKey), [
        asOf,
        horizonDays,
        comparableDays(definition, earlier.from, asOf),
        populationDays,
        earlier.subjects,
        Array.from(earlier.labels),
      ]);
      return rows[0]?.count ?? 0;
    },
    { readOnly: true, signal },
  );
}

/** Labels from before the earlier training set are not new, even if that set began at a change and not a full window back. */
function comparableDays({ windowDays }: ModelDefinition, from: Date | null, asOf: Date): number | null {
  if (windowDays === null || from === null) return windowDays;
  return Math.min(windowDays, (asOf.getTime() - from.getTime()) / 86_400_000);
}
