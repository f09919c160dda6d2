import type { TrainingOptions } from '../../contract/messages.ts';
import type { ReproduceStep, Reproduction } from '../../contract/reproduction-messages.ts';
import type { RunReport } from '../../contract/step-types.ts';
import { isPerennialError } from '../../domain/errors.ts';
import { differingMetrics, refuseReproduction } from '../../domain/reproduction.ts';
import type { Metrics } from '../../domain/targets.ts';
import { engineBuild } from '../../jobs/engine-build.ts';
import { sha256 } from '../../store/artifacts/blob-names.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { type Run, readRun } from '../../store/training/runs.ts';
import { wasScrubbed } from '../../store/training/snapshots.ts';
import { readVersionById } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { divisionOf } from './division-of.ts';
import { trainAgain } from './train-again.ts';

/** Trains once more what a past run trained, and compares the bytes. It stores nothing: neither rows nor artifacts of any run change. */
export function createReproduceActivities({
  database,
  blobs,
  threads,
  settings,
  log,
}: Pick<ActivityDependencies, 'database' | 'blobs' | 'threads' | 'settings' | 'log'>) {
  async function compare(
    run: Run,
    recorded: string,
    snapshot: Uint8Array,
    signal: AbortSignal,
    note: (doing: string) => void,
  ): Promise<Reproduction> {
    const began = performance.now();
    const { id: runId, model, labelSource } = run;
    const options = run.input as TrainingOptions;
    const past = { model, options, snapshot, features: run.featureCount ?? 0 };
    const { artifact, outOfFold } = await trainAgain(threads, past, { signal, onProgress: note });
    note('evaluating it on the holdout');
    const { cameSince } = (run.report ?? {}) as RunReport;
    const { metrics } = await threads.run(
      'evaluate',
      {
        ...{ snapshot, division: divisionOf(past), labels: labelSource, artifact, outOfFold, champion: null },
        ...(cameSince !== undefined && { cameSince: new Date(cameSince).getTime() }),
      },
      { signal },
    );
    const again = sha256(artifact);
    const differing = differingMetrics(run.metrics ?? {}, storedAs(metrics));
    return {
      ...{ runId, verdict: again === recorded && differing.length === 0 ? 'same_bytes' : 'different' },
      ...{ artifact: { recorded, again }, differingMetrics: differing, byteCount: artifact.length },
      seconds: (performance.now() - began) / 1000,
    };
  }

  return {
    reproduceRun({ runId, anyway }: ReproduceStep): Promise<Reproduction> {
      return beating(async (signal, note) => {
        const run = await readRun(database, runId);
        const version = run.versionId === null ? null : await readVersionById(database, run.versionId);
        const snapshot = run.snapshotHash === null ? null : await readIfThere(blobs, run.snapshotHash);
        const refusal = refuseReproduction(
          {
            ...{ runId, artifactHash: version?.artifactHash ?? null, hasSnapshot: snapshot !== null },
            wasScrubbed: run.snapshotHash !== null && (await wasScrubbed(database, run.snapshotHash)),
            adapted: Object.hasOwn(Object(version?.card), 'adaptation'),
            code: { recorded: run.codeVersion, present: settings.codeVersion },
            build: { recorded: run.engineBuild, present: engineBuild() },
          },
          anyway,
        );
        if (refusal !== null) return { runId, verdict: 'refused', ...refusal };
        if (version === null || snapshot === null) throw new Error('A run without a model or a snapshot is refused.');
        const reproduction = await compare(run, version.artifactHash, snapshot, signal, note);
        log.info(happened('run_reproduced', { ...reproduction }));
        return reproduction;
      });
    },
  };
}

async function readIfThere(blobs: Blobs, hash: string): Promise<Uint8Array | null> {
  try {
    return await blobs.get(hash);
  } catch (error) {
    if (isPerennialError(error) && error.code === 'not_found') return null;
    throw error;
  }
}

/** Numbers as they come back from a column of JSON. */
function storedAs(metrics: Metrics): Metrics {
  return JSON.parse(JSON.stringify(metrics)) as Metrics;
}
