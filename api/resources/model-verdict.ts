import { judgeModel } from '../../domain/model-verdict.ts';
import { noChampion } from '../../serving/live/load-version.ts';
import { modelVerdictSchema, verdictParamsSchema } from '../contracts/model-verdict.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function modelVerdictOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/models/{model}/verdict',
      operationId: 'readModelVerdict',
      tag: 'Monitoring',
      summary: 'Read in plain words whether the deployed version is of use',
      params: verdictParamsSchema,
      success: { status: 200, description: 'The verdict.', schema: modelVerdictSchema },
      refusals: ['model_not_found'],
      handle: async ({ params: { model } }) => {
        const facts = await records.verdictFacts(model);
        if (facts === null) throw noChampion(model);
        const { calls, ...verdict } = judgeModel(facts);
        return {
          ...{ model, version: facts.version, ...verdict },
          calls: calls && {
            rows: calls.rows,
            called: calls.called,
            called_true: calls.calledTrue,
            all_true: calls.allTrue,
          },
        };
      },
    }),
  ];
}
