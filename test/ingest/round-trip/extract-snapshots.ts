import { MockActivityEnvironment } from '@temporalio/testing';
import { createExtractActivities } from '../../../activities/training/extract.ts';
import { defaultTrainingOptions } from '../../../contract/messages.ts';
import type { Snapshot } from '../../../contract/step-types.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import type { ThreadPool } from '../../../jobs/pool.ts';
import { definitions } from '../../../models/registry.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import type { Database } from '../../../store/database/database.ts';
import { openRetrain } from '../../../store/training/retrains.ts';
import { openRun } from '../../../store/training/runs.ts';
import { leadLabels } from '../../activities/lead-labels.ts';
import { temporaryFolder } from '../../infrastructure.ts';

/** All that happened did so before; imports come later, so what they can't date is not in the features. */
export const present = new Date('2026-11-22T00:00:00Z');

/** The snapshot that a training of each model takes. */
export async function extractSnapshots(
  database: Database,
  threads: ThreadPool,
): Promise<Readonly<Record<ModelName, Snapshot>>> {
  const blobs = openBlobs(temporaryFolder());
  const { extract } = createExtractActivities({
    database,
    blobs,
    threads,
    definitions,
    settings: { businessTimezone: 'UTC', leadLabels },
  });
  await openRetrain(database, { id: 'r', trigger: 'cli', models: modelNames, input: {}, startedAt: present });
  const snapshots: Partial<Record<ModelName, Snapshot>> = {};
  for (const model of modelNames) {
    const options = defaultTrainingOptions;
    const run = {
      id: `r/${model}`,
      retrainId: 'r',
      model,
      seed: 1,
      input: options,
      codeVersion: '0',
      startedAt: present,
    };
    await openRun(database, run);
    const step = {
      retrainId: 'r',
      runId: run.id,
      model,
      options,
      requestedAt: present.toISOString(),
      trigger: 'cli',
    } as const;
    snapshots[model] = (await new MockActivityEnvironment().run(extract, step)) as Snapshot;
  }
  return snapshots as Readonly<Record<ModelName, Snapshot>>;
}
