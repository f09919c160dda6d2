import type { Measurement } from '../../domain/monitoring/measurement.ts';
import { modelDefinition } from '../../models/registry.ts';
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

export function horizonOf(run: Run): number {
  return run.horizonDays ?? modelDefinition(run.model).horizonDays;
}
