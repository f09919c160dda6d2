import { wordActor } from '../../domain/access/actor.ts';
import type { Deployed } from '../../serving/live/deploy-version.ts';
import {
  deployedSchema,
  deploymentParamsSchema,
  deploymentsQuerySchema,
  deploymentsSchema,
  deploySchema,
} from '../contracts/deployments.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const moves = [
  {
    path: 'deploy',
    operationId: 'deployModel',
    summary: 'Let a version serve, the newest by default',
    done: 'It serves now.',
    move: 'deploy',
  },
  {
    path: 'rollback',
    operationId: 'rollBackModel',
    summary: 'Let an earlier version serve again, the one before by default',
    done: 'It serves again.',
    move: 'rollBack',
  },
] as const;

export function deploymentOperations({ records, deployments }: Pick<Ports, 'records' | 'deployments'>): Operation[] {
  return [
    ...moves.map(({ path, operationId, summary, done, move }) =>
      defineOperation({
        method: 'post',
        path: `/api/v1/models/{model}/${path}`,
        operationId,
        tag: 'Experiments',
        summary,
        params: deploymentParamsSchema,
        body: deploySchema,
        success: { status: 200, description: done, schema: deployedSchema },
        refusals: [
          'model_not_found',
          'version_not_found',
          'already_deployed',
          'synthetic_in_production',
          'artifact_damaged',
        ],
        handle: async ({ params: { model }, body: { version, reason }, caller, act }) => {
          const request = { model, reason, actor: wordActor(caller.actor), act: act(model) };
          return present(await deployments[move](version === undefined ? request : { ...request, version }));
        },
      }),
    ),
    defineOperation({
      method: 'get',
      path: '/api/v1/models/{model}/deployments',
      operationId: 'listDeployments',
      tag: 'Experiments',
      summary: 'Who deployed what, when, why, on what evidence',
      params: deploymentParamsSchema,
      query: deploymentsQuerySchema,
      success: { status: 200, description: 'Deployments, newest first.', schema: deploymentsSchema },
      handle: async ({ params: { model }, query }) => {
        const { rows, next_cursor } = await answerPage(`deployments of ${model}`, query, (page) =>
          records.deployments({ model, oldestFirst: query.sort === 'deployed_at' }, page),
        );
        return {
          next_cursor,
          deployments: rows.map(({ version, previous, deployment }) => ({
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

function present({ deployment, version, previous, goldenRows }: Deployed) {
  return {
    model: deployment.model,
    version: version.name,
    previous,
    action: deployment.action,
    golden_rows: goldenRows,
    deployed_at: deployment.createdAt.toISOString(),
  };
}
