import type { ModelName } from '../../domain/models.ts';
import { answersQuery, maturedQuery } from '../../models/live-query.ts';
import type { Database, QueryOptions } from '../../store/database.ts';
import { readSets } from '../../store/read-sets.ts';
import type { Answer, MaturedRow } from '../threads/measure-live.ts';

export type Window = { readonly model: ModelName; readonly now: Date; readonly windowDays: number };

/** What a version predicted and what came of it, and what it answered in the window whatever came of it, as of one moment. */
export function readMatured(
  database: Database,
  { model, now, windowDays }: Window,
  version: { readonly id: number; readonly horizonDays: number },
): Promise<{ readonly matured: MaturedRow[]; readonly answers: Answer[] }> {
  const window = days(windowDays);
  return readSets(database, async (client) => {
    const parameters = [now, days(1), days(version.horizonDays), window, version.id, model];
    const { rows: matured } = await client.query<MaturedRow>(maturedQuery(model), parameters);
    const { rows: answers } = await client.query<Answer>(answersQuery, [now, window, version.id, model]);
    return { matured, answers };
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
