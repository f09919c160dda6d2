import type { ModelName } from '../../domain/models.ts';
import { supersedeIncidents } from '../alerts/supersede.ts';
import { type Database, entityManager, type Session } from '../database/database.ts';
import { byKey, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { storable } from '../database/storable.ts';
import { lockUntilCommit } from './steps.ts';
import { ChampionEntity, DeploymentEntity, ModelVersionEntity, type Row } from './training-entities.ts';
import { unknownVersion } from './versions.ts';

/** One move of a model's champion pointer: who moved it, when, why and on what evidence. */
export type Deployment = Row<typeof DeploymentEntity>;

export type NewDeployment = Omit<Deployment, 'id' | 'previousVersionId' | 'createdAt'>;

/** Moves the pointer, writes the audit row and closes incidents of other versions in one transaction. A repeated key changes nothing and returns the first row. */
export async function deployVersion(session: Session, deployment: NewDeployment): Promise<Deployment> {
  const { key, model, versionId } = deployment;
  return await entityManager(session).transactional(async (inner) => {
    await lockUntilCommit(inner, `champion of ${model}`);
    const existing = await inner.findOne(DeploymentEntity, { key });
    if (existing !== null) return { ...existing };
    const version = await inner.findOne(ModelVersionEntity, { id: versionId, model });
    if (version === null) throw unknownVersion(`version of ${model} with id ${versionId}`, { model, versionId });

    const deployedAt = new Date();
    const champion = await inner.findOne(ChampionEntity, model, { refresh: true });
    const row = inner.create(DeploymentEntity, {
      ...deployment,
      previousVersionId: champion?.versionId ?? null,
      evidence: storable(deployment.evidence, 'evidence'),
      createdAt: deployedAt,
    });
    if (champion === null) inner.create(ChampionEntity, { model, versionId, deployedAt });
    else inner.assign(champion, { versionId, deployedAt });
    await inner.flush();
    await supersedeIncidents(inner, { model, versionId, now: deployedAt });
    return { ...row };
  });
}

/**
 * The version that served before this one was last deployed, according to the audit: rolling back twice goes back two
 * versions. null for the first version.
 */
export async function servedBefore(
  session: Session,
  { id, model }: { readonly id: number; readonly model: ModelName },
): Promise<number | null> {
  const [row] = await entityManager(session).find(
    DeploymentEntity,
    { model, versionId: id, action: 'deploy' },
    { orderBy: { id: 'desc' }, limit: 1 },
  );
  return row?.previousVersionId ?? null;
}

/** Newest first. */
export async function listDeployments(
  session: Session,
  { model, limit = 50 }: { readonly model?: ModelName; readonly limit?: number } = {},
): Promise<Deployment[]> {
  const rows = await entityManager(session).find(DeploymentEntity, model === undefined ? {} : { model }, {
    orderBy: { id: 'desc' },
    limit,
  });
  return rows.map((row) => ({ ...row }));
}

/** Of one version, newest first. */
export async function deploymentsOf(session: Session, versionId: number): Promise<Deployment[]> {
  const rows = await entityManager(session).find(DeploymentEntity, { versionId }, { orderBy: { id: 'desc' } });
  return rows.map((row) => ({ ...row }));
}

export type DeploymentFilter = { readonly model: ModelName; readonly oldestFirst?: boolean };

export async function pageDeployments(
  database: Database,
  { model, oldestFirst = false }: DeploymentFilter,
  page: PageAsked,
): Promise<Page<Deployment>> {
  const query = { columns: 'id', from: 'deployments', ...matching([['model', model]]) };
  const found = await readPage<Pick<Deployment, 'id'>>(database, { ...query, order: byKey(!oldestFirst) }, page);
  return await fillPage(found, async (ids) => {
    const rows = await database.em().find(DeploymentEntity, { id: { $in: ids } });
    return rows.map((row) => ({ ...row }));
  });
}
