import { createHash } from 'node:crypto';
import { zoneOffset } from '../ingest/fields/zone-offset.ts';
import type { ImportSettings } from '../ingest/import-options.ts';
import { plainRecord } from '../ingest/upsert/plain-record.ts';
import { upsertBatch } from '../ingest/upsert/upsert-batch.ts';
import type { Database } from '../store/database/database.ts';
import type { Ports } from './ports.ts';

/** The port on rows that programs send. */
export function openRows(database: Database, settings: ImportSettings): Ports['rows'] {
  const zone = zoneOffset(settings.timezone);
  return {
    async write(table, rows, { source = '', batch }) {
      const records = rows.map((row) => plainRecord(table, row, { source, zone }));
      const batchKey = batch === undefined ? undefined : { key: batch, contentHash: hashOf([table, source, rows]) };
      const options = { origin: source === '' ? 'api' : source, label: `api ${table}`, settings, now: new Date() };
      return await upsertBatch(database, records, { ...options, ...(batchKey && { batchKey }) });
    },
  };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
