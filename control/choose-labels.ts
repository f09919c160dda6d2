import type pg from 'pg';
import { chooseLabelSource, type LabelReport, type LabelSource, type LabelWay } from '../domain/lead-labels.ts';
import type { ModelName } from '../domain/models.ts';
import type { ModelDefinition } from '../models/definition.ts';
import type { Database } from '../store/database/database.ts';
import { lastLabelSource } from '../store/training/cadence-facts.ts';
import { readChampion } from '../store/training/versions.ts';
import { type LeadLabelSettings, useLabelSettings } from './label-settings.ts';

/** The source of the champion's labels, else of the last run's. */
export async function readLabelSource(database: Database, model: ModelName): Promise<LabelSource | null> {
  const champion = await readChampion(database, model);
  return champion?.labelSource ?? (await lastLabelSource(database, model));
}

/**
 * Chooses the source of a training's labels, and sets it for the rest of the transaction. null: the model has one source.
 *
 * @param parameters of the training query.
 */
export async function chooseLabels(
  client: pg.ClientBase,
  { labelCountsSql }: ModelDefinition,
  parameters: readonly unknown[],
  { source: setting, attributionDays, previous }: LeadLabelSettings & { readonly previous: LabelSource | null },
): Promise<LabelReport | null> {
  if (labelCountsSql === undefined) return null;
  await useLabelSettings(client, { attributionDays });
  const { rows } = await client.query<{ way: LabelWay; leads: number; rated: number }>(
    labelCountsQuery(labelCountsSql),
    [...parameters],
  );
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [leads, rated] = [sum((row) => row.leads), sum((row) => row.rated)];
  const chosen = chooseLabelSource({ setting, previous, leads, rated });
  await useLabelSettings(client, { attributionDays, source: chosen.source });
  const isRated = chosen.source === 'rating';
  const ways = isRated ? { rating: rated } : Object.fromEntries(rows.map((row) => [row.way, row.leads]));
  return { ...chosen, ways, leftOut: isRated ? leads - rated : 0, attributionDays };
}

/** With a type for every parameter, whichever of them the model uses. */
function labelCountsQuery(sql: string): string {
  return `with parameters as (select $1::timestamptz, $2::double precision, $3::double precision, $4::double precision)${sql}`;
}
