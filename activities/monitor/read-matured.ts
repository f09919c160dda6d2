import { useLabelSettings } from '../../control/label-settings.ts';
import type { ModelName } from '../../domain/models.ts';
import { judgedSamples } from '../../domain/monitoring/measurement.ts';
import type { Answer, MaturedRow } from '../../jobs/measure-live.ts';
import { answersQuery, maturedQuery } from '../../models/queries/live-query.ts';
import type { Database, QueryOptions } from '../../store/database/database.ts';
import { readSets } from '../../store/training/read-sets.ts';
import type { ActivitySettings } from '../dependencies.ts';

export type Window = { readonly model: ModelName; readonly now: Date; readonly windowDays: number };

/** With too few labels the window is widened by these factors, up to the first that yields enough: a small business waits longer. */
export const widenings = [2, 4];

export type Matured = {
  readonly matured: MaturedRow[];
  readonly answers: Answer[];
  /** The window in which the labels became known. */
  readonly windowDays: number;
};

/**
 * As of one moment: a version's predictions with known outcomes, and its answers within the window with or without an
 * outcome.
 *
 * @param spoilt whether a window of this many days has labels that reach into a gap in the data; no such window is used.
 */
export function readMatured(
  { database, settings }: { readonly database: Database; readonly settings: Pick<ActivitySettings, 'leadLabels'> },
  { model, now, windowDays }: Window,
  version: { readonly id: number; readonly horizonDays: number },
  spoilt: (windowDays: number) => boolean,
): Promise<Matured> {
  return readSets(database, async (client) => {
    await useLabelSettings(client, { attributionDays: settings.leadLabels.attributionDays });
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

/** The ids of the versions that answered anybody since then. */
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

/** An interval for PostgreSQL, in hours and not in days, so that daylight saving doesn't change its length. */
function days(count: number): string {
  return `${count * 24} hours`;
}
