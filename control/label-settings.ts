import type pg from 'pg';
import type { LabelSource, LabelSourceSetting } from '../domain/lead-labels.ts';
import { attributionDaysSetting, labelSourceSetting } from '../models/lead-scoring/label-settings.ts';

/** What labels of leads are made of: their source, and the days within which an order converts its contact's open lead. */
export type LeadLabelSettings = { readonly source: LabelSourceSetting; readonly attributionDays: number };

/** How the rest of the transaction reads labels. Without a source: by that of each version, where a query knows it. */
export async function useLabelSettings(
  client: pg.ClientBase,
  settings: { readonly attributionDays: number; readonly source?: LabelSource | null },
): Promise<void> {
  await client.query(
    `select set_config('${attributionDaysSetting}', $1, true), set_config('${labelSourceSetting}', $2, true)`,
    [String(settings.attributionDays), settings.source ?? ''],
  );
}
