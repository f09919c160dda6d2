import type { Calls } from '../../domain/calls.ts';
import type { ModelName } from '../../domain/models.ts';
import type { MetricRecord } from '../../domain/monitoring/measurement.ts';
import type { Database } from '../database/database.ts';
import { readMetricRecords } from './metric-records.ts';

export type LiveCalls = { readonly calls: Calls; readonly until: string };

/** A figure older than this many measured days is none of today's. */
const days = 14;

/** Whom a version named among those whose outcomes the latest monitoring knew, and for whom it came true; null: none is known yet. */
export async function readLiveCalls(database: Database, model: ModelName, version: string): Promise<LiveCalls | null> {
  const filter = { model, version, source: 'live', metric: 'cameTrue', days } as const;
  const records = await readMetricRecords(database, filter);
  const all = records.findLast(({ segment, value }) => segment === 'all' && value !== null);
  if (all === undefined) return null;
  const called = records.find(({ segment, date }) => segment === 'called' && date === all.date);
  const calls = {
    rows: all.samples,
    called: called?.samples ?? 0,
    calledTrue: countOf(called),
    allTrue: countOf(all),
  };
  return { calls, until: all.date };
}

function countOf(share: MetricRecord | undefined): number {
  return Math.round((share?.value ?? 0) * (share?.samples ?? 0));
}
