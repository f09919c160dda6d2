import type { ModelName } from '../../domain/models.ts';
import type { Metrics } from '../../domain/targets.ts';
import { entityManager, type Session } from '../database/database.ts';
import { DeploymentEntity, ModelVersionEntity } from './training-entities.ts';
import type { ModelVersion } from './versions.ts';

/** The evaluations of all versions that ever served a model and learnt labels of this source: figures by other labels mean something else. */
export async function deployedEvaluations(
  session: Session,
  model: ModelName,
  labelSource: ModelVersion['labelSource'],
): Promise<Metrics[]> {
  const em = entityManager(session);
  const deployments = await em.find(DeploymentEntity, { model }, { disableIdentityMap: true });
  const ids = [...new Set(deployments.map(({ versionId }) => versionId))];
  const versions = await em.find(ModelVersionEntity, { id: { $in: ids }, labelSource }, { disableIdentityMap: true });
  return versions.map(({ metrics }) => metrics);
}
