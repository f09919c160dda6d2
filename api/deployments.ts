import type { Deployed } from '../serving/deploy-version.ts';
import {
  deployedSchema,
  deploymentParamsSchema,
  deploymentsQuerySchema,
  deploymentsSchema,
  deploySchema,
} from './contracts/deployments.ts';
import { defineOperation, type Operation } from './operation.ts';
import type { Ports } from './ports.ts';

export function deploymentOperations({ records, deployments }: Pick<Ports, 'records' | 'deployments'>): Operation[] {
  return [
    defineOperation({
      method: 'post',
      path: '/api/v1/models/{model}/deploy',
      operationId: 'deployModel',
      tag: 'Experiments',
      summary: 'Let a version serve, the newest by default',
      params: deploymentParamsSchema,
      body: deploySchema,
      success: { status: 200, description: 'It serves now.', schema: deployedSchema },
      refusals: [
        'model_not_found',
        'version_not_found',
        'already_deployed',
        'synthetic_in_production',
        'artifact_damaged',
      ],
      handle: async ({ params, body }) => present(await deployments.deploy({ ...params, ...body })),
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/models/{model}/rollback',
      operationId: 'rollBackModel',
      tag: 'Experiments',
      summary: 'Let an earlier version serve again, the one before by default',
      params: deploymentParamsSchema,
      body: deploySchema,
      success: { status: 200, description: 'It serves again.', schema: deployedSchema },
      refusals: [
        'model_not_found',
        'version_not_found',
        'already_deployed',
        'synthetic_in_production',
        'artifact_damaged',
      ],
      handle: async ({ params, body }) => present(await deployments.rollBack({ ...params, ...body })),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/models/{model}/deployments',
      operationId: 'listDeployments',
      tag: 'Experiments',
      summary: 'Who deployed what, when, why, on what evidence',
      params: deploymentParamsSchema,
      query: deploymentsQuerySchema,
      success: { status: 200, description: 'Deployments, newest first.', schema: deploymentsSchema },
      handle: async ({ params, query }) => {
        const found = await records.deployments({ ...params, ...query });
        return {
          deployments: found.map(({ version, previous, deployment }) => ({
            version,
            previous,
            action: deployment.action,
            actor: deployment.actor,
            reason: deployment.reason,
            evidence: deployment.evidence,
            deployed_at: deployment.createdAt.toISOString(),
          })),
        };
      },
    }),
  ];
}

function present({ deployment, version, previous }: Deployed) {
  const { goldenRows = 0 } = deployment.evidence as { readonly goldenRows?: number };
  return {
    model: deployment.model,
    version: version.name,
    previous,
    action: deployment.action,
    golden_rows: goldenRows,
    deployed_at: deployment.createdAt.toISOString(),
  };
}
