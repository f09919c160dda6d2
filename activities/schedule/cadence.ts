import { useLabelSettings } from '../../control/label-settings.ts';
import { gapInLabels, readArrived } from '../../control/read-gaps.ts';
import { readRecentChange } from '../../control/read-recent-change.ts';
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
import type { ActivityDependencies, ActivitySettings } from '../dependencies.ts';

type Dependencies = Pick<ActivityDependencies, 'database' | 'blobs'> & {
  readonly settings: Pick<ActivitySettings, 'leadLabels'>;
};

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
    const changedAt = await readRecentChange(dependencies.database, model, firedAt);
    facts.push({ ...(await measureModel(dependencies, model, until, signal)), gap, changedAt });
  }
  return { leadsAWeek, models: facts };
}

async function measureModel(
  dependencies: Dependencies,
  model: ModelName,
  until: Date,
  signal: AbortSignal,
): Promise<Omit<ModelFacts, 'gap' | 'changedAt'>> {
  const last = await lastTraining(dependencies.database, model);
  if (last === null) return { model, trainedAt: null, changes: null };
  const earlier = await readSnapshot(dependencies, last.snapshotHash);
  const changes =
    earlier === null ? null : await countChanges(dependencies, model, until, { ...last, ...earlier }, signal);
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

/** By the source of the last training's labels: whether it changes is decided when a training reads the leads. */
async function countChanges(
  { database, settings }: Pick<Dependencies, 'database' | 'settings'>,
  model: ModelName,
  until: Date,
  earlier: ReadSnapshot & Pick<LastTraining, 'from' | 'labelSource'>,
  signal: AbortSignal,
): Promise<number> {
  const definition = modelDefinition(model);
  const { horizonDays, populationDays } = definition;
  const asOf = defaultAsOf(definition, until, horizonDays);
  return await inTransaction(
    database,
    async (client) => {
      const { attributionDays } = settings.leadLabels;
      await useLabelSettings(client, { attributionDays, source: earlier.labelSource });
      const { rows } = await client.query<{ count: number }>(changedLabelsQuery(definition, earlier.subjectKey), [
        asOf,
        horizonDays,
        comparableDays(definition, earlier.from, asOf),
        populationDays,
        earlier.subjects,
        Array.from(earlier.labels),
        Array.from(earlier.moments),
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
