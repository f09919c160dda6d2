import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createExtractActivities } from '../../../activities/training/extract.ts';
import { defaultTrainingOptions } from '../../../contract/messages.ts';
import type { Snapshot } from '../../../contract/step-types.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import { createThreadPool } from '../../../jobs/pool.ts';
import { definitions } from '../../../models/registry.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { closeRetrain, openRetrain } from '../../../store/training/retrains.ts';
import { openRun } from '../../../store/training/runs.ts';
import { createLogger } from '../../../telemetry/log.ts';

/**
 * One step in a process of its own, so that its peak of memory is the step's: `step.ts simulate URL CONTACTS`, or
 * `step.ts extract URL FOLDER MODEL`. Prints its figures as JSON.
 */
export type StepFigures = {
  readonly seconds: number;
  /** The largest resident size; null where the system doesn't tell it. */
  readonly peakBytes: number | null;
  /** Of the training set, or contacts that were simulated. */
  readonly rows: number;
  /** Of the snapshot. */
  readonly bytes: number;
};

export const benchNow = new Date('2026-11-22T00:00:00Z');
/** Conversations of a contact, of about four messages each: 50 messages a contact. */
const conversationsEach = 12;

const [step, url, ...rest] = process.argv.slice(2);

async function simulate(database: Database, contacts: number) {
  const world = simulateWorld({
    ...{ seed: 20_261_130, now: benchNow, contacts, leads: contacts },
    conversations: conversationsEach * contacts,
  });
  await writeWorld({ database, world });
  return { rows: contacts, bytes: 0 };
}

async function extract(database: Database, folder: string, model: ModelName) {
  const threads = createThreadPool(createLogger('bench-extract', 'error'), 1);
  const blobs = openBlobs(folder);
  const settings = { businessTimezone: 'UTC', leadLabels: { source: 'auto', attributionDays: 30 } as const };
  const activities = createExtractActivities({ database, blobs, threads, definitions, settings });
  const retrainId = `bench-${randomUUID()}`;
  const [runId, options] = [`${retrainId}/${model}`, defaultTrainingOptions];
  await openRetrain(database, { id: retrainId, trigger: 'cli', models: modelNames, input: {}, startedAt: benchNow });
  await openRun(database, { id: runId, retrainId, model, seed: 1, input: {}, codeVersion: '0', startedAt: benchNow });
  const requestedAt = benchNow.toISOString();
  const input = { retrainId, runId, model, options, requestedAt, trigger: 'cli' } as const;
  const { hash, rows } = (await new MockActivityEnvironment().run(activities.extract, input)) as Snapshot;
  const bytes = await blobs.size(hash);
  await closeRetrain(database, retrainId, 'completed');
  await threads.close();
  return { rows, bytes };
}

/** proc_pid_status(5): VmHWM, the peak resident set size. */
function peakOfThisProcess(): number | null {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? null : 1024 * Number(kilobytes);
  } catch {
    return null;
  }
}

if (process.argv[1] === import.meta.filename) {
  const database = await openDatabase(url, { poolSize: 2 });
  const started = performance.now();
  const found =
    step === 'simulate'
      ? await simulate(database, Number(rest[0]))
      : await extract(database, rest[0], rest[1] as ModelName);
  const figures: StepFigures = {
    seconds: (performance.now() - started) / 1000,
    peakBytes: peakOfThisProcess(),
    ...found,
  };
  await database.close();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
