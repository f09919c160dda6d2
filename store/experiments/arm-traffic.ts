import type pg from 'pg';
import type { Arm } from '../../domain/experiment/experiment.ts';
import type { Database } from '../database/database.ts';

/** One phase as of a moment: what was served later is not read. */
export type PhaseAt = { readonly experimentId: string; readonly phase: number; readonly now: Date };

export type ArmExposures = { readonly arm: Arm; readonly exposed: number; readonly crossed: number };
export type ArmPredictions = {
  readonly arm: Arm;
  readonly predictions: number;
  readonly errors: number;
  readonly milliseconds: number;
};
/** Units of each arm whose served value falls into a bin; empty bins are left out. */
export type ScoreBin = { readonly champion: number; readonly challenger: number };

/** An arm without exposures has no row. */
export async function countExposures(
  client: pg.ClientBase,
  { experimentId, phase, now }: PhaseAt,
): Promise<ArmExposures[]> {
  const { rows } = await client.query<ArmExposures>(
    `select arm, count(*) as exposed, count(*) filter (where crossed) as crossed from exposures
     where experiment_id = $1 and phase = $2 and exposed_at <= $3 and excluded_by is null group by arm`,
    [experimentId, phase, now],
  );
  return rows;
}

/** Units of each phase that count for no arm, since their contacts were merged. A phase without any has no entry. */
export async function countExcluded(database: Database, experimentId: string): Promise<ReadonlyMap<number, number>> {
  const rows = await database.query<{ phase: number; units: number }>(
    'select phase, count(*) as units from exposures where experiment_id = $1 and excluded_by is not null group by phase',
    [experimentId],
  );
  return new Map(rows.map(({ phase, units }) => [phase, units]));
}

/** An arm without predictions has no row. */
export async function countPredictions(
  client: pg.ClientBase,
  { experimentId, phase, now }: PhaseAt,
): Promise<ArmPredictions[]> {
  const { rows } = await client.query<ArmPredictions>(
    `select arm, count(*) as predictions, count(error) as errors, avg(milliseconds) as milliseconds from predictions
     where experiment_id = $1 and phase = $2 and arm is not null and created_at <= $3 group by arm`,
    [experimentId, phase, now],
  );
  return rows;
}

/**
 * Counts served values in ten bins between the deciles of the champion's values; the first and last bins are open. A unit
 * counts once, with the first value it was served: repeated values are no further evidence. Failed predictions are left out,
 * because their values are from the other arm.
 */
export async function countScores(client: pg.ClientBase, { experimentId, phase, now }: PhaseAt): Promise<ScoreBin[]> {
  const { rows } = await client.query<ScoreBin>(
    `with served as materialized (
       select distinct on (subject collate "C") arm, value from predictions
       where experiment_id = $1 and phase = $2 and arm is not null and error is null and created_at <= $3
       order by subject collate "C", created_at
     ),
     deciles as materialized (
       select percentile_disc(array[.1, .2, .3, .4, .5, .6, .7, .8, .9]) within group (order by value) as edges
       from served where arm = 'champion'
     )
     select count(*) filter (where arm = 'champion') as champion, count(*) filter (where arm = 'challenger') as challenger
     from served cross join deciles where edges is not null
     group by width_bucket(value, edges)`,
    [experimentId, phase, now],
  );
  return rows;
}
