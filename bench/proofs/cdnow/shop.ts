import { defaultTrainingOptions } from '../../../contract/messages.ts';
import type { Interval } from '../../../contract/step-types.ts';
import type { Metrics } from '../../../domain/targets.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { dataSummary } from '../../../store/crm/data-summary.ts';
import { readRun } from '../../../store/training/runs.ts';
import { loadTable } from '../../../test/ingest/load-table.ts';
import type { RunningPipeline } from '../../../test/workflows/running-pipeline.ts';

/** The purchases of 23,570 CDNOW customers, 1997-01 to 1998-06, as contacts and purchases. */
export async function importCdnow({ database }: RunningPipeline, file: string) {
  const contacts = { customer_id: 'external_id', date: 'created_at' };
  await loadTable(database, 'contacts', file, { map: contacts });
  const purchases = { customer_id: 'contact', date: 'purchased_at', number_of_cds: 'quantity', dollar_value: 'amount' };
  await loadTable(database, 'purchases', file, { map: purchases });
  const counts = await dataSummary(database);
  return { contacts: counts.contacts, purchases: counts.purchases };
}

/** Churn as of 1997-09-30, label: no purchase in the next 273 days, everybody in the population. */
export async function trainCdnow(
  { control, database }: RunningPipeline,
  engine: EngineName,
  seed = defaultTrainingOptions.seed,
) {
  const { retrainId } = await control.start({
    models: ['churn'],
    trigger: 'cli',
    options: {
      ...defaultTrainingOptions,
      candidates: 2,
      seed,
      engine,
      asOf: '1997-09-30T00:00:00Z',
      horizonDays: 273,
      populationDays: 0,
    },
  });
  const [only] = (await control.waitFor(retrainId)).models;
  if (only?.state !== 'completed') throw new Error(JSON.stringify(only));
  const run = await readRun(database, `${retrainId}/churn`);
  const report = run.report as { readonly intervals: Record<string, Interval>; readonly notes: readonly string[] };
  return {
    metrics: only.result.metrics as Metrics,
    intervals: report.intervals,
    notes: report.notes,
    training: run.trainingSamples ?? 0,
    testing: run.testingSamples ?? 0,
  };
}
