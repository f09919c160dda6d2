import { after } from 'node:test';
import type { Snapshot } from '../../../contract/step-types.ts';
import type { ModelName } from '../../../domain/models.ts';
import { createThreadPool } from '../../../jobs/pool.ts';
import type { Database } from '../../../store/database/database.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { extractSnapshots } from './extract-snapshots.ts';

const threads = createThreadPool(createLogger('test-round-trip', 'error'), 1);
after(() => threads.close());

/** The snapshot that a training of each model takes. */
export function extractAll(database: Database): Promise<Readonly<Record<ModelName, Snapshot>>> {
  return extractSnapshots(database, threads);
}
