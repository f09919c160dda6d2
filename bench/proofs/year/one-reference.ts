import { defaultTrainingOptions } from '../../../contract/messages.ts';
import type { GateControl } from '../../../control/gate-control.ts';
import type { TrainingControl } from '../../../control/training-control.ts';
import { isHeldOut } from '../../../domain/holdout.ts';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import { columnsOf } from '../../../jobs/raw-columns.ts';
import { rowsOf } from '../../../jobs/training-set.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';
import { decodeSnapshot, type SnapshotTable } from '../../../store/artifacts/snapshot-table.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { readChampion } from '../../../store/training/versions.ts';
import { testDatabase } from '../../../test/infrastructure.ts';
import { patience } from './apart.ts';
import { simulateClock } from './clock.ts';
import { compose } from './live-year.ts';
import type { Reference } from './reference.ts';
import { createSteps } from './steps.ts';
import { createStopwatch } from './stopwatch.ts';
import { retrain } from './train.ts';

/**
 * A process of its own, because it has a clock of its own. A business as the year's, in which leads were never worth anything else than
 * what they are worth after the change, and old enough to have 10,000 rows. Sends its parent how far a model of them is off.
 */
const start = new Date('2025-01-05T00:00:00.000Z');
const historyDays = 420;
const size = 4;

const { url, close } = await testDatabase();
const database = await openDatabase(url, { patience });
const composed = compose(database);
try {
  const change = { kind: 'sudden', day: -historyDays - 1 } as const;
  await writeWorld({ database, world: simulateYear({ seed: 1_000, start, weeks: 1, historyDays, size, change }) });
  const clock = simulateClock(start);
  const { dependencies } = composed;
  const nobody = {} as TrainingControl & GateControl;
  const steps = createSteps(dependencies, nobody, nobody, clock, createStopwatch());
  const options = { ...defaultTrainingOptions, candidates: 5, windowDays: historyDays };
  const request = { retrainId: 'reference', models: ['lead_scoring'], options, trigger: 'cli' } as const;
  await retrain({ steps, now: () => new Date(clock.now()), deliver: async () => {} }, request);
  const version = await readChampion(database, 'lead_scoring');
  if (version === null) throw new Error('Nothing was learnt of the new world.');
  const snapshot = decodeSnapshot(await dependencies.blobs.get(version.snapshotHash));
  const predictor = await loadPredictor(await dependencies.blobs.get(version.artifactHash));
  const { x, y } = rowsOf(snapshot, firstHeldOut(snapshot, options.testSize), columnsOf(predictor));
  const { output } = predictor.predict(x);
  const reference: Reference = {
    rows: snapshot.labels.length,
    leads: y.length,
    mae: y.reduce((sum, label, row) => sum + Math.abs(label - output[row]), 0) / y.length,
  };
  process.send?.(reference);
} finally {
  await composed.close();
  await database.close();
  await close();
}

/** Rows that weren't learnt, of each lead's first moment: scores are served from then on. */
function firstHeldOut({ contacts, subjects, moments, labels }: SnapshotTable, testSize: number): number[] {
  const first = new Map<string, number>();
  for (const [row, subject] of subjects.entries()) {
    const known = first.get(subject);
    if (known === undefined || moments[row] < moments[known]) first.set(subject, row);
  }
  return [...first.values()].filter((row) => isHeldOut(contacts[row], testSize) && !Number.isNaN(labels[row]));
}
