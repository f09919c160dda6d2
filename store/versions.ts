import { PerennialError } from '../domain/errors.ts';
import type { ModelName } from '../domain/models.ts';
import type { Database, EntityManager } from './database.ts';
import { lockUntilCommit } from './steps.ts';
import { storable } from './storable.ts';
import { ChampionEntity, ModelVersionEntity, type Row } from './training-entities.ts';

export type ModelVersion = Row<typeof ModelVersionEntity>;
export type NewModelVersion = Omit<ModelVersion, 'id' | 'name' | 'createdAt'> & { readonly createdAt?: Date };

/**
 * Records a trained model as `YYYY-MM-DD.N` (UTC day, N counts from 1 per model and day). A run makes one version: asking again
 * returns it.
 */
export async function createVersion(em: EntityManager, version: NewModelVersion): Promise<ModelVersion> {
  const createdAt = version.createdAt ?? new Date();
  return await em.transactional(async (inner) => {
    await lockUntilCommit(inner, `versions of ${version.model}`);
    const existing = await inner.findOne(ModelVersionEntity, { runId: version.runId });
    if (existing !== null) return { ...existing };
    const day = createdAt.toISOString().slice(0, 10);
    const sameDay = await inner.find(ModelVersionEntity, { model: version.model, name: { $like: `${day}.%` } });
    const last = Math.max(0, ...sameDay.map((each) => Number(each.name.slice(day.length + 1))));
    const row = inner.create(ModelVersionEntity, {
      ...version,
      name: `${day}.${last + 1}`,
      metrics: storable(version.metrics, 'metrics') as ModelVersion['metrics'],
      card: storable(version.card, 'card'),
      createdAt,
    });
    await inner.flush();
    return { ...row };
  });
}

export async function readVersion(database: Database, model: ModelName, name: string): Promise<ModelVersion> {
  const row = await database.em().findOne(ModelVersionEntity, { model, name });
  if (row === null) throw unknownVersion(`version "${name}" of ${model}`, { model, name });
  return { ...row };
}

export async function readVersionById(database: Database, id: number): Promise<ModelVersion> {
  const row = await database.em().findOne(ModelVersionEntity, id);
  if (row === null) throw unknownVersion(`version with id ${id}`, { id });
  return { ...row };
}

/** Newest first. */
export async function listVersions(
  database: Database,
  model?: ModelName,
): Promise<(ModelVersion & { readonly champion: boolean })[]> {
  const em = database.em();
  const where = model === undefined ? {} : { model };
  const champions = new Set((await em.find(ChampionEntity, where)).map((champion) => champion.versionId));
  const rows = await em.find(ModelVersionEntity, where, { orderBy: { createdAt: 'desc', id: 'desc' } });
  return rows.map((row) => ({ ...row, champion: champions.has(row.id) }));
}

/** The version that serves, null before the first is deployed. */
export async function readChampion(database: Database, model: ModelName): Promise<ModelVersion | null> {
  const em = database.em();
  const champion = await em.findOne(ChampionEntity, model);
  if (champion === null) return null;
  return { ...(await em.findOneOrFail(ModelVersionEntity, champion.versionId)) };
}

export function unknownVersion(what: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError(
    'version_not_found',
    `There is no ${what}.`,
    'npx perennial models lists the versions.',
    details,
  );
}
