import type { ModelName } from '../../domain/models.ts';
import { judgedSamples } from '../../domain/monitoring/measurement.ts';
import type { Answer, MaturedRow } from '../../jobs/measure-live.ts';
import { answersQuery, maturedQuery } from '../../models/queries/live-query.ts';
import type { Database, QueryOptions } from '../../store/database/database.ts';
import { readSets } from '../../store/training/read-sets.ts';

export type Window = { readonly model: ModelName; readonly now: Date; readonly windowDays: number };

/** A small business waits longer for labels enough to judge by: its windows are so many times as long, the shortest that suffices. */
const widenings = [2, 4];

export type Matured = {
  readonly matured: MaturedRow[];
  readonly answers: Answer[];
  /** In which the labels became known. */
  readonly windowDays: number;
};

/**
 * What a version predicted and what came of it, and what it answered in the window whatever came of it, as of one moment.
 *
 * @param spoilt whether labels of so many days reach into a time without data: no window is made so long.
 */
export function readMatured(
  database: Database,
  { model, now, windowDays }: Window,
  version: { readonly id: number; readonly horizonDays: number },
  spoilt: (windowDays: number) => boolean,
): Promise<Matured> {
  return readSets(database, async (client) => {
    async function maturedWithin(window: number): Promise<MaturedRow[]> {
      const parameters = [now, days(1), days(version.horizonDays), days(window), version.id, model];
      return (await client.query<MaturedRow>(maturedQuery(model), parameters)).rows;
    }
    let read = { windowDays, matured: await maturedWithin(windowDays) };
    for (const times of widenings) {
      const longer = times * windowDays;
      if (read.matured.length >= judgedSamples || spoilt(longer)) break;
      read = { windowDays: longer, matured: await maturedWithin(longer) };
    }
    const { rows: answers } = await client.query<Answer>(answersQuery, [now, days(windowDays), version.id, model]);
    return { ...read, answers };
  });
}

/** Versions that answered anybody since, by id. */
export async function versionsThatAnswered(
  database: Database,
  model: ModelName,
  since: Date,
  options?: QueryOptions,
): Promise<number[]> {
  const rows = await database.query<{ id: number }>(
    'select distinct version_id as id from predictions where model = $1 and created_at > $2 order by id',
    [model, since],
    options,
  );
  return rows.map(({ id }) => id);
}

/** An interval as PostgreSQL reads it: of time alone, so that no change of clocks stretches it. */
function days(count: number): string {
  return `${count * 24} hours`;
}
