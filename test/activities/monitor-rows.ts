import { randomUUID } from 'node:crypto';
import type { MonitorDependencies } from '../../activities/monitor/measure-version.ts';
import type { ModelName } from '../../domain/models.ts';
import { createRandom } from '../../engine/random.ts';
import { createThreadPool } from '../../jobs/pool.ts';
import { definitions, modelDefinition } from '../../models/registry.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import type { Database } from '../../store/database/database.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { readVersions } from '../../store/training/versions.ts';
import { createLogger } from '../../telemetry/log.ts';
import { addVersion, point } from '../serving/random-model.ts';
import { leadLabels } from './lead-labels.ts';

/** The dependencies of monitoring, without workers. */
export function monitorDependencies(database: Database, blobs: Blobs): MonitorDependencies {
  const log = createLogger('test-monitor', 'error');
  const settings = {
    businessTimezone: 'UTC',
    leadLabels,
    alertTo: ['operator@example.org'],
    dashboardUrl: 'http://localhost:8000',
  };
  return { database, blobs, definitions, log, threads: createThreadPool(log, 1), settings };
}

/** A deployed model and its training set, of random rows. */
export async function deployRandom(database: Database, blobs: Blobs, model: ModelName): Promise<number> {
  const version = await addVersion({ database, blobs }, model, 1);
  const { features } = modelDefinition(model);
  const [rows, columns, random] = [300, features.length, createRandom(2)];
  const numbers = (count: number) => Float64Array.from({ length: count }, () => random.next());
  const bytes = encodeSnapshot({
    model,
    asOf: '2026-01-01T00:00:00.000Z',
    horizonDays: 30,
    features: features.map(({ name }) => name),
    units: features.map(({ unit }) => unit),
    subjects: Array.from({ length: rows }, (_, row) => `s${row}`),
    contacts: Array.from({ length: rows }, (_, row) => `c${row}`),
    moments: new Float64Array(rows),
    labels: numbers(rows),
    values: numbers(rows * columns),
  });
  const hash = await blobs.put(bytes);
  await recordSnapshot(database, {
    hash,
    model,
    asOf: new Date(0),
    rowCount: rows,
    byteCount: bytes.length,
    synthetic: false,
  });
  await database.query('update model_versions set snapshot_hash = $2 where id = $1', [version.id, hash]);
  await database.query(`update runs set input = '{"testSize": 0.2}' where id = $1`, [version.runId]);
  await point(database, version);
  return version.id;
}

export async function predicted(
  database: Database,
  model: ModelName,
  subject: string,
  at: Date,
  output: number,
): Promise<void> {
  const [{ id }] = await readVersions(database, model, 1);
  await database.query(
    `insert into predictions (id, model, subject, version_id, value, model_output, confidence, features, milliseconds, created_at)
     values ($1, $2, $3, $4, $5, $5, 0.5, '{}', 1, $6)`,
    [randomUUID(), model, subject, id, output, at],
  );
}
