import type { TrainingOptions } from '../../contract/messages.ts';
import { type RowWithTexts, withValues } from '../../control/read-attributes.ts';
import { type Measurement, noData } from '../../domain/monitoring/measurement.ts';
import { attributesRead } from '../../models/attributes/attributes-read.ts';
import { featuresNamed, unknownFeatures } from '../../models/features.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import { describeVersion } from '../../serving/live/load-version.ts';
import { queryInBusinessTime } from '../../serving/subjects/business-time.ts';
import { toTable } from '../../store/artifacts/feature-rows.ts';
import { type Run, readRun } from '../../store/training/runs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import type { ActivityDependencies, ActivitySettings } from '../dependencies.ts';
import { readMatured, type Window } from './read-matured.ts';

export type MonitorDependencies = Pick<
  ActivityDependencies,
  'database' | 'blobs' | 'definitions' | 'threads' | 'log'
> & {
  readonly settings: Pick<ActivitySettings, 'businessTimezone' | 'leadLabels' | 'alertTo' | 'dashboardUrl'>;
};

/** Recent means one week, so that each weekday counts once. */
export const driftDays = 7;

export type MeasuredPredictions = {
  readonly measurements: Measurement[];
  /** The window of the labels that were read. */
  readonly windowDays: number;
};

/** How accurate a version was where labels are known, and how accurate it estimates itself to be elsewhere. `spoilt`: see `readMatured`. */
export async function measurePredictions(
  { database, blobs, threads, settings }: MonitorDependencies,
  window: Window,
  version: ModelVersion,
  signal: AbortSignal,
  spoilt: (windowDays: number) => boolean,
): Promise<MeasuredPredictions> {
  const horizonDays = horizonOf(await readRun(database, version.runId));
  const { windowDays, ...read } = await readMatured(
    { database, settings },
    window,
    { id: version.id, horizonDays },
    spoilt,
  );
  const artifact = await blobs.get(version.artifactHash);
  const measurements = await threads.run(
    'measureLive',
    { model: version.model, artifact, labels: version.labelSource, seed: version.id, ...read },
    { signal },
  );
  return { measurements, windowDays };
}

/**
 * How far the business has moved from the version's training set. Today's rows are read as a training would read them if
 * labels needed no time: by the same SQL with a horizon of 0, so that the two sets are comparable. The log of predictions
 * would not be: it holds only leads that are still open, and each contact's best hour instead of the messages that were sent.
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
  const at = definition.windowDays === null && run.asOf !== null ? wholeWeeksAfter(run.asOf, now) : now;
  const query = queryInBusinessTime(database, settings.businessTimezone, signal);
  const { firstSubjectsSql: first } = definition;
  const newest = first === undefined ? definition : { ...definition, trainingSubjectsSql: first };
  const names = attributes.map(({ name }) => name);
  const rows = await query<RowWithTexts>(trainingQuery(newest, read, names), [at, 0, driftDays, populationDays]);
  const [artifact, snapshot] = [await blobs.get(version.artifactHash), await blobs.get(version.snapshotHash)];
  const current = toTable(
    model,
    { trained: read, compared: [], attributes: { trained: attributes, compared: [] } },
    withValues(rows, attributes),
    at,
    0,
  );
  return await threads.run('measureDrift', { artifact, snapshot, testSize, current }, { signal });
}

function unknownToday(features: readonly string[]): Measurement {
  const reason = `this release does not know the features that the version reads: ${features.join(', ')}`;
  return noData('drift', 'drifted_features', 'all', reason);
}

/** The latest moment on the same weekday, because features as of a single moment vary within the week. */
function wholeWeeksAfter(asOf: Date, now: Date): Date {
  const week = 7 * 86_400_000;
  return new Date(now.getTime() - ((now.getTime() - asOf.getTime()) % week));
}

function horizonOf(run: Run): number {
  return run.horizonDays ?? modelDefinition(run.model).horizonDays;
}
