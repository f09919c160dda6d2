import type { ModelName } from '../../../domain/models.ts';
import type { Database } from '../../../store/database/database.ts';
import type { Spent } from '../year/stopwatch.ts';

/** What was raised in a world in which nothing changes. */
export type UndisturbedRecord = {
  readonly seed: number;
  readonly size: number;
  /** Real time that it took. */
  readonly seconds: number;
  readonly spent: readonly Spent[];
  readonly contacts: number;
  readonly trained: number;
  readonly alarms: readonly Alarm[];
  /** The largest weighed shift that monitoring found for each model, and of the outputs, each over its noise. */
  readonly drift: readonly {
    readonly model: ModelName;
    readonly inputs: number | null;
    readonly outputs: number | null;
  }[];
};

/** An incident that fired. */
export type Alarm = {
  readonly model: ModelName | null;
  readonly source: string;
  readonly rule: string;
  readonly value: number | null;
  readonly limit: number;
  readonly samples: number | null;
  readonly firedAt: Date;
  /** Whether people were mailed about it. */
  readonly mailed: boolean;
  readonly state: string;
};

export async function readUndisturbed(
  database: Database,
  of: Pick<UndisturbedRecord, 'seed' | 'size' | 'seconds' | 'spent'>,
): Promise<UndisturbedRecord> {
  const [counts] = await database.query<{ contacts: number; trained: number }>(
    `select (select count(*)::integer from contacts) as contacts,
       (select count(*)::integer from runs where state = 'completed') as trained`,
  );
  return {
    ...of,
    contacts: counts?.contacts ?? 0,
    trained: counts?.trained ?? 0,
    alarms: await database.query<Alarm>(`
      select model, source, rule, value, "limit", samples, fired_at as "firedAt", noticed_at is not null as mailed, state
      from incidents where fired_at is not null order by fired_at, id`),
    drift: await database.query(`
      select model, max(value - noise) filter (where metric = 'weighted_psi') as inputs,
        max(value - noise) filter (where metric = 'psi') as outputs
      from metric_records
      where source = 'drift' and (metric = 'weighted_psi' or metric = 'psi' and segment = 'prediction')
      group by model order by model`),
  };
}
