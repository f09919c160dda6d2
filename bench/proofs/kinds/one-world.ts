import { join } from 'node:path';
import { measureDriftOf } from '../../../activities/monitor/measure-drift-of.ts';
import { rescore } from '../../../activities/monitor/rescore.ts';
import { defaultTrainingOptions, type TrainingOptions } from '../../../contract/messages.ts';
import type { GateControl } from '../../../control/gate-control.ts';
import { useLabelSettings } from '../../../control/label-settings.ts';
import { type RowWithTexts, withValues } from '../../../control/read-attributes.ts';
import type { TrainingControl } from '../../../control/training-control.ts';
import type { PredictorDescription } from '../../../engine/predictor/predictor.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import { attributesRead } from '../../../models/attributes/attributes-read.ts';
import { featuresNamed } from '../../../models/features.ts';
import { leadScoring } from '../../../models/lead-scoring/definition.ts';
import { trainingQuery } from '../../../models/queries/feature-query.ts';
import { describeVersion } from '../../../serving/live/load-version.ts';
import type { ChangeKind } from '../../../simulation/year/changes.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';
import { evaluatedImportance, evaluatedIntervals } from '../../../store/alerts/degradations.ts';
import { type FeatureRow, toTable } from '../../../store/artifacts/feature-rows.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { readRun } from '../../../store/training/runs.ts';
import { type ModelVersion, readChampion } from '../../../store/training/versions.ts';
import { testDatabase } from '../../../test/infrastructure.ts';
import { patience } from '../year/apart.ts';
import { simulateClock } from '../year/clock.ts';
import { compose } from '../year/live-year.ts';
import { createSteps } from '../year/steps.ts';
import { createStopwatch } from '../year/stopwatch.ts';
import { retrain } from '../year/train.ts';
import { feedOf } from './feed.ts';
import { nameOfWorld, type WatchedWorld, watched, writeWorldFile } from './world-file.ts';

/**
 * A process of its own, because it has a clock of its own: a champion is trained on the first day, and what the days to come will show is
 * read at once. Each row holds only what was known at its moment, so the days can be cut from it. Arguments: kind or `undisturbed`, seed,
 * folder.
 */
const [name, seedText, folder] = process.argv.slice(2);
const kind = name === 'undisturbed' ? null : (name as ChangeKind);
const seed = Number(seedText);
const day = 86_400_000;
const start = new Date('2025-01-05T00:00:00.000Z');
const end = new Date(start.getTime() + watched.days * day);
/** The first training's window, its horizon, and as long before them as the last day is after them. */
const rowDays = watched.days + 420;
const checkedDay = 60;

const began = performance.now();
const { url, close } = await testDatabase();
const database = await openDatabase(url, { patience });
const composed = compose(database);
try {
  const change = kind === null ? null : { kind, day: watched.changeDay };
  const world = simulateYear({ seed, start, weeks: Math.ceil(watched.days / 7) + 1, change });
  await writeWorld({ database, world });
  const clock = simulateClock(start);
  const { dependencies, schedules } = composed;
  const nobody = {} as TrainingControl & GateControl;
  const steps = createSteps(dependencies, nobody, nobody, clock, createStopwatch());
  const options = { ...defaultTrainingOptions, candidates: 2 };
  const request = { retrainId: 'first', models: ['lead_scoring'], options, trigger: 'cli' } as const;
  await retrain({ steps, now: () => new Date(clock.now()), deliver: async () => {} }, request);
  const version = await readChampion(database, 'lead_scoring');
  if (version === null) throw new Error(`No model of ${name} ${seed} was deployed.`);

  const now = new Date(start.getTime() + checkedDay * day);
  const window = { model: 'lead_scoring', now, windowDays: schedules.monitor.windowDays } as const;
  const signal = new AbortController().signal;
  const drift = await measureDriftOf(dependencies, window, version, signal);
  const rescored = await rescore(dependencies, window, version, signal, () => false);
  const run = await readRun(database, version.runId);
  const watchedWorld: WatchedWorld = {
    ...{ kind, seed, start },
    version: {
      ...{ id: version.id, name: version.name, metrics: version.metrics },
      intervals: evaluatedIntervals(version),
      importance: evaluatedImportance(version),
      testSize: (run.input as TrainingOptions).testSize,
      trained: {
        asOf: run.asOf ?? start,
        horizonDays: run.horizonDays ?? leadScoring.horizonDays,
        windowDays: run.windowDays ?? leadScoring.windowDays,
      },
    },
    artifact: await dependencies.blobs.get(version.artifactHash),
    snapshot: await dependencies.blobs.get(version.snapshotHash),
    rows: await readRows(database, version, await describeVersion(version, dependencies.blobs)),
    feed: feedOf(world, end.getTime()),
    checked: { day: checkedDay, measurements: [...rescored.measurements, ...drift] },
  };
  writeWorldFile(join(folder ?? '.', `${nameOfWorld(watchedWorld)}.world`), watchedWorld);
  process.send?.({ seconds: (performance.now() - began) / 1000, rows: watchedWorld.rows.labels.length });
} finally {
  await composed.close();
  await database.close();
  await close();
}

/** Every lead at its first moment, with the label that it has at the end. */
async function readRows(from: Database, version: ModelVersion, description: PredictorDescription) {
  const features = featuresNamed(leadScoring, description.featureNames);
  const attributes = attributesRead(description);
  const { firstSubjectsSql: first = leadScoring.trainingSubjectsSql } = leadScoring;
  const sql = trainingQuery(
    { ...leadScoring, trainingSubjectsSql: first },
    features,
    attributes.map(({ name }) => name),
  );
  const { attributionDays } = composed.dependencies.settings.leadLabels;
  async function read(horizonDays: number, source: ModelVersion['labelSource']): Promise<RowWithTexts[]> {
    return await inTransaction(from, async (client) => {
      const zone = composed.dependencies.settings.businessTimezone;
      await client.query(`select set_config('perennial.business_timezone', $1, true)`, [zone]);
      await useLabelSettings(client, { attributionDays, source });
      return (await client.query<RowWithTexts>(sql, [end, horizonDays, rowDays, 0])).rows;
    });
  }
  const labelled = await read(leadScoring.horizonDays, version.labelSource);
  const labels = new Map(labelled.map((row) => [row.subject, row.label]));
  const rows = withValues(await read(0, null), attributes).map(
    (row) => ({ ...row, label: labels.get(row.subject) ?? Number.NaN }) as FeatureRow,
  );
  const columns = { trained: features, compared: [], attributes: { trained: attributes, compared: [] } };
  return toTable('lead_scoring', columns, rows, end, 0);
}
