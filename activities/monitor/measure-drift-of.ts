import type { TrainingOptions } from '../../contract/messages.ts';
import { type RowWithTexts, withValues } from '../../control/read-attributes.ts';
import { type EarlierRows, equalDistance } from '../../domain/monitoring/equal-distance.ts';
import { type Measurement, noData } from '../../domain/monitoring/measurement.ts';
import type { EarlierTable } from '../../jobs/measure-drift.ts';
import { attributesRead } from '../../models/attributes/attributes-read.ts';
import { featuresNamed, unknownFeatures } from '../../models/features.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { describeVersion } from '../../serving/live/load-version.ts';
import { queryInBusinessTime } from '../../serving/subjects/business-time.ts';
import { evaluatedImportance } from '../../store/alerts/degradations.ts';
import { toTable } from '../../store/artifacts/feature-rows.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';
import { readRun } from '../../store/training/runs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { horizonOf, type MonitorDependencies } from './measure-version.ts';
import type { Window } from './read-matured.ts';

/** Recent means one week, so that each weekday counts once. */
export const driftDays = 7;

/** About three per bin. Fewer rows don't say how far a business moves by itself. */
const leastContacts = 30;

/**
 * How far the business has moved from the version's training set, beyond what it moves anyway in that time (`equal-distance.ts`). Today's
 * rows, and those of earlier, are read as a training would read them if labels needed no time: by the same SQL with a horizon of 0. The log
 * of predictions would not be comparable: it holds only leads that are still open, and each contact's best hour instead of the messages
 * that were sent.
 */
export async function measureDriftOf(
  { database, blobs, definitions, threads, settings }: MonitorDependencies,
  { model, now }: Window,
  version: ModelVersion,
  signal: AbortSignal,
): Promise<Measurement[]> {
  const definition = definitions[model];
  const description = await describeVersion(version, blobs);
  const { featureNames } = description;
  const unknown = unknownFeatures(definition, featureNames);
  if (unknown.length > 0) return [unknownToday(unknown)];
  const read = featuresNamed(definition, featureNames);
  const attributes = attributesRead(description);
  const run = await readRun(database, version.runId);
  const { testSize, populationDays = definition.populationDays } = run.input as TrainingOptions;
  const query = queryInBusinessTime(database, settings.businessTimezone, signal);
  const { firstSubjectsSql: first } = definition;
  const newest = first === undefined ? definition : { ...definition, trainingSubjectsSql: first };
  const sql = trainingQuery(
    newest,
    read,
    attributes.map(({ name }) => name),
  );
  async function rowsAsOf(at: Date): Promise<SnapshotTable> {
    const rows = await query<RowWithTexts>(sql, [at, 0, driftDays, populationDays]);
    const columns = { trained: read, compared: [], attributes: { trained: attributes, compared: [] } };
    return toTable(model, columns, withValues(rows, attributes), at, 0);
  }
  async function firstEnough(candidates: readonly EarlierRows[]): Promise<EarlierTable | null> {
    for (const { asOf, distance } of candidates) {
      const table = await rowsAsOf(asOf);
      if (new Set(table.contacts).size >= leastContacts) return { table, distance };
    }
    return null;
  }
  const trained = run.asOf && {
    asOf: run.asOf,
    horizonDays: horizonOf(run),
    windowDays: definition.windowDays === null ? null : (run.windowDays ?? definition.windowDays),
  };
  const { today, earlier } = trained ? equalDistance(trained, now, driftDays) : { today: now, earlier: [] };
  // weeks of a window say themselves how far the business moves; a single moment doesn't
  const instead = trained && definition.windowDays === null ? 'none' : undefined;
  const [artifact, snapshot] = [await blobs.get(version.artifactHash), await blobs.get(version.snapshotHash)];
  const current = await rowsAsOf(today);
  const compared = (await firstEnough(earlier)) ?? instead;
  return await threads.run(
    'measureDrift',
    {
      ...{ artifact, snapshot, testSize, current, importance: evaluatedImportance(version) },
      ...(compared !== undefined && { earlier: compared }),
    },
    { signal },
  );
}

function unknownToday(features: readonly string[]): Measurement {
  const reason = `this release does not know the features that the version reads: ${features.join(', ')}`;
  return noData('drift', 'drifted_features', 'all', reason);
}
