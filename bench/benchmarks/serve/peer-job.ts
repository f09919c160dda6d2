import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelName } from '../../../domain/models.ts';
import { qualityTiers, riskLevels } from '../../../domain/tiers.ts';
import { churnOutput } from '../../../models/churn/output.ts';
import type { Phrase } from '../../../models/definition.ts';
import { engagementFeatures } from '../../../models/engagement/features.ts';
import { currentFeatures } from '../../../models/features.ts';
import { engagementPlanQuery, engagementTimesQuery, namedQuery } from '../../../models/queries/feature-query.ts';
import { modelDefinition } from '../../../models/registry.ts';
import { writeTable } from '../engine/tables.ts';
import type { Trained } from './business.ts';

/** What `bench/peers/serving_job.py` reads: where the database is, what to learn from, and the product's own SQL and words. */
export function writePeerJob(
  folder: string,
  settings: {
    readonly database: string;
    readonly zone: string;
    readonly trained: readonly Trained[];
    readonly versions: ReadonlyMap<ModelName, { readonly id: number; readonly name: string }>;
  },
): string {
  const models = settings.trained.map(({ model, table, parameters }) => {
    const version = settings.versions.get(model);
    const job = {
      features: currentFeatures(modelDefinition(model)).map(({ name, pivot, high, low }) => ({
        name,
        pivot: pivot ?? null,
        high: constant(high),
        low: constant(low),
      })),
      table: writeTable(table, folder, model),
      parameters,
      version: version?.name,
      version_id: version?.id,
      tiers: tiersOf(model),
    };
    return [model, job];
  });
  const file = join(folder, 'peer.json');
  const { database, zone } = settings;
  const following = (what: 'hour' | 'day') =>
    engagementFeatures.filter(({ follows }) => follows === what).map(({ name }) => name);
  const job = {
    database,
    zone,
    models: Object.fromEntries(models),
    sql: sqlTexts(),
    hour_features: following('hour'),
    day_features: following('day'),
  };
  writeFileSync(file, JSON.stringify(job));
  return file;
}

function sqlTexts() {
  return {
    zone: `select set_config('perennial.business_timezone', $1, true)`,
    lead_scoring: namedQuery(modelDefinition('lead_scoring')),
    churn: namedQuery(modelDefinition('churn')),
    plan: engagementPlanQuery(),
    times: engagementTimesQuery(engagementFeatures),
  };
}

function tiersOf(model: ModelName) {
  if (model === 'lead_scoring') return qualityTiers.map((tier) => ({ ...tier, advice: [tier.recommendation] }));
  if (model === 'engagement') return [];
  return riskLevels.map(({ name, from }) => {
    const answer = churnOutput({ probability: from, confidence: 1, optedIn: true, contributions: [] });
    return { name, from, advice: answer.recommendations };
  });
}

/** One wording whatever the value, which is less work than ours. */
function constant(phrase: Phrase): string {
  return typeof phrase === 'string' ? phrase : phrase(1);
}
