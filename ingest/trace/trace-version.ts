import type { HoldoutVerdict } from '../../domain/holdout-verdict.ts';
import type { Database } from '../../store/database/database.ts';
import { challengerIn } from '../../store/experiments/experiments.ts';
import { deploymentsOf } from '../../store/training/deployments.ts';
import { readRetrains } from '../../store/training/retrains.ts';
import { readRun, runBefore } from '../../store/training/runs.ts';
import { readSnapshot } from '../../store/training/snapshots.ts';
import { type ModelVersion, readChampion } from '../../store/training/versions.ts';
import { arrivalsBetween } from './arrivals.ts';
import type { TracedVersion, VersionTrace } from './trace.ts';

export async function traceVersion(database: Database, version: ModelVersion): Promise<VersionTrace> {
  const run = await readRun(database, version.runId);
  const before = await runBefore(database, run);
  const since = before?.startedAt ?? null;
  return {
    kind: 'version',
    version: await tracedVersion(database, version),
    arrived: {
      ...{ runBefore: before?.id ?? null, since, until: run.startedAt },
      arrivals: await arrivalsBetween(database, since, run.startedAt),
    },
  };
}

export async function tracedVersion(database: Database, version: ModelVersion): Promise<TracedVersion> {
  const { model, name, createdAt, synthetic, artifactHash, snapshotHash, engine } = version;
  const run = await readRun(database, version.runId);
  const retrain = (await readRetrains(database, [run.retrainId])).get(run.retrainId);
  const snapshot = await readSnapshot(database, snapshotHash);
  const experiment = await challengerIn(database, version.id);
  const deployments = await deploymentsOf(database, version.id);
  const { gate = null } = (run.report ?? {}) as { readonly gate?: HoldoutVerdict };
  return {
    ...{ model, name, createdAt, synthetic, artifactHash, gate },
    champion: (await readChampion(database, model))?.id === version.id,
    deployments: deployments.map(({ action, createdAt: at, actor, reason }) => ({ action, at, actor, reason })),
    experiment: experiment && {
      ...{ id: experiment.id, state: experiment.state, mode: experiment.mode, outcome: experiment.outcome },
      ...{ reason: experiment.reason, endedAt: experiment.endedAt },
    },
    run: {
      ...{ id: run.id, trigger: retrain?.trigger ?? 'cli', startedAt: run.startedAt, engine, seed: run.seed },
      ...{ codeVersion: run.codeVersion, engineBuild: run.engineBuild },
    },
    snapshot: {
      ...{ hash: snapshotHash, asOf: snapshot.asOf, rows: snapshot.rowCount },
      ...{ windowDays: run.windowDays, horizonDays: run.horizonDays },
    },
  };
}
