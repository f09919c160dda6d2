import type { ModelName } from '../../domain/models.ts';
import { labelSourceSetting } from '../../models/lead-scoring/label-settings.ts';
import { servingQuery, trainingQuery } from '../../models/queries/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { Database } from '../../store/database/database.ts';

export type Row = {
  readonly subject_id: number;
  readonly contact: string;
  readonly moment: Date;
  readonly label: number | null;
  readonly synthetic: boolean;
} & Readonly<Record<string, unknown>>;

/** Those that `after-the-moment` writes, and those of the tables' own. */
export const attributeNames: Readonly<Record<ModelName, readonly string[]>> = {
  lead_scoring: ['lead:source', 'lead:Budget', 'contact:source', 'contact:language', 'contact:Size'],
  churn: ['contact:country', 'contact:language', 'contact:Size'],
  engagement: ['contact:language', 'contact:Size'],
};

/** With retired features too: as long as they are computed, they must not see the future. */
export function trainingRows(
  database: Database,
  model: ModelName,
  asOf: Date,
  options: {
    readonly horizonDays?: number;
    readonly windowDays?: number;
    readonly populationDays?: number;
    /** Of labels; default: ratings, and outcomes of leads that carry none. */
    readonly source?: string;
  } = {},
): Promise<Row[]> {
  const definition = modelDefinition(model);
  const { horizonDays, windowDays, populationDays } = { ...definition, ...options };
  const parameters = [asOf, horizonDays, windowDays, populationDays];
  return database.withClient(async (client) => {
    await client.query(`select set_config('${labelSourceSetting}', $1, false)`, [options.source ?? '']);
    return (await client.query<Row>(trainingQuery(definition, definition.features, attributeNames[model]), parameters))
      .rows;
  });
}

export function servingRows(database: Database, model: ModelName, now: Date, ids: readonly number[]): Promise<Row[]> {
  const definition = modelDefinition(model);
  return database.query<Row>(servingQuery(definition, definition.features, attributeNames[model]), [now, ids]);
}

/** Only the features, by name. */
export function featuresOf(model: ModelName, row: Row): Record<string, number | null> {
  return Object.fromEntries(
    modelDefinition(model).features.map(({ name }) => [name, (row[name] ?? null) as number | null]),
  );
}
