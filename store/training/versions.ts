import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { type Database, entityManager, type Session } from '../database/database.ts';
import { byMoment, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { storable } from '../database/storable.ts';
import { lockUntilCommit } from './steps.ts';
import { ChampionEntity, ModelVersionEntity, type Row } from './training-entities.ts';

export type ModelVersion = Row<typeof ModelVersionEntity>;
export type NewModelVersion = Omit<ModelVersion, 'id' | 'name' | 'golden' | 'labelSource' | 'createdAt'> &
  Partial<Pick<ModelVersion, 'golden' | 'labelSource' | 'createdAt'>>;

/**
 * Records a trained model as `YYYY-MM-DD.N` (UTC day; N counts from 1 per model and day). A run makes one version: a repeated
 * call returns it.
 */
export async function createVersion(session: Session, version: NewModelVersion): Promise<ModelVersion> {
  const createdAt = version.createdAt ?? new Date();
  return await entityManager(session).transactional(async (inner) => {
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
      golden: version.golden ?? null,
      labelSource: version.labelSource ?? null,
      createdAt,
    });
    await inner.flush();
    return { ...row };
  });
}

export async function readVersion(session: Session, model: ModelName, name: string): Promise<ModelVersion> {
  const row = await entityManager(session).findOne(ModelVersionEntity, { model, name });
  if (row === null) throw unknownVersion(`version "${name}" of ${model}`, { model, name });
  return { ...row };
}

export async function readVersionById(session: Session, id: number): Promise<ModelVersion> {
  const row = await entityManager(session).findOne(ModelVersionEntity, id);
  if (row === null) throw unknownVersion(`version with id ${id}`, { id });
  return { ...row };
}

/** Of one model, or of all that have a version of this name. */
export async function versionsNamed(session: Session, name: string, model?: ModelName): Promise<ModelVersion[]> {
  const where = model === undefined ? { name } : { name, model };
  const rows = await entityManager(session).find(ModelVersionEntity, where, { orderBy: { model: 'asc' } });
  return rows.map((row) => ({ ...row }));
}

/** Of the newest versions of all models. */
export async function latestArtifacts(session: Session, limit: number): Promise<string[]> {
  const rows = await entityManager(session).find(ModelVersionEntity, {}, { orderBy: { id: 'desc' }, limit });
  return rows.map(({ artifactHash }) => artifactHash);
}

/** Newest first. */
export async function readVersions(session: Session, model: ModelName, limit: number): Promise<ModelVersion[]> {
  const rows = await entityManager(session).find(
    ModelVersionEntity,
    { model },
    { orderBy: { createdAt: 'desc', id: 'desc' }, limit },
  );
  return rows.map((row) => ({ ...row }));
}

/** Whether it serves is known too. */
export type ListedVersion = ModelVersion & { readonly champion: boolean };

/** Newest first. */
export async function listVersions(session: Session, model?: ModelName): Promise<ListedVersion[]> {
  const where = model === undefined ? {} : { model };
  const rows = await entityManager(session).find(ModelVersionEntity, where, {
    orderBy: { createdAt: 'desc', id: 'desc' },
  });
  return await withChampions(session, rows);
}

/** `champion`: whether it serves. */
export type VersionFilter = { readonly model?: ModelName | undefined; readonly champion?: boolean | undefined };

/** Newest first. */
export async function pageVersions(
  database: Database,
  { model, champion }: VersionFilter,
  page: PageAsked,
): Promise<Page<ListedVersion>> {
  const { where, parameters } = matching([['model', model]]);
  const serves = 'exists (select from champions where version_id = model_versions.id)';
  const query = {
    columns: 'id',
    from: 'model_versions',
    where: champion === undefined ? where : `${where} and ${champion ? '' : 'not '}${serves}`,
    parameters,
    order: byMoment('created_at', 'bigint', true),
  };
  const found = await readPage<Pick<ModelVersion, 'id'>>(database, query, page);
  return await fillPage(found, async (ids) =>
    withChampions(database, await database.em().find(ModelVersionEntity, { id: { $in: ids } })),
  );
}

async function withChampions(session: Session, versions: readonly ModelVersion[]): Promise<ListedVersion[]> {
  const champions = new Set((await entityManager(session).find(ChampionEntity, {})).map(({ versionId }) => versionId));
  return versions.map((version) => ({ ...version, champion: champions.has(version.id) }));
}

/** The version that serves; null before the first deployment. */
export async function readChampion(session: Session, model: ModelName): Promise<ModelVersion | null> {
  const em = entityManager(session);
  const champion = await em.findOne(ChampionEntity, model);
  if (champion === null) return null;
  return { ...(await em.findOneOrFail(ModelVersionEntity, champion.versionId)) };
}

export function unknownVersion(what: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError(
    'version_not_found',
    `There is no ${what}.`,
    'npx perennial models lists all versions.',
    details,
  );
}
