import type { ReproductionStatus } from '../../control/reproduction-control.ts';
import { type Reproduction, reproductionSchema, startReproductionSchema } from '../contracts/reproduction.ts';
import { runParamsSchema } from '../contracts/run-report.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const path = '/api/v1/runs/{retrain_id}/{model}/reproduction';
const tag = 'Monitoring';

export function reproductionOperations({ reproduction }: Pick<Ports, 'reproduction'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path,
      operationId: 'readReproduction',
      tag,
      summary: 'Read whether a run, trained again, gave the same bytes',
      params: runParamsSchema,
      success: { status: 200, description: 'How it stands.', schema: reproductionSchema },
      refusals: ['run_not_found', 'temporal_unavailable'],
      handle: ({ params: { retrain_id, model } }) => read(`${retrain_id}/${model}`),
    }),
    defineOperation({
      method: 'post',
      path,
      operationId: 'reproduceRun',
      tag,
      summary: 'Train a past run again, to compare the bytes: nothing of it is stored or deployed',
      params: runParamsSchema,
      body: startReproductionSchema,
      success: { status: 202, description: 'It has begun, or was under way already.', schema: reproductionSchema },
      refusals: ['run_not_found', 'installation_taken', 'temporal_unavailable'],
      handle: async ({ params: { retrain_id, model }, body: { anyway }, act }) => {
        const runId = `${retrain_id}/${model}`;
        await reproduction.start(runId, { anyway, act: act(runId) });
        return await read(runId);
      },
    }),
  ];

  async function read(runId: string): Promise<Reproduction> {
    return present(runId, await reproduction.status(runId));
  }
}

function present(runId: string, { state, startedAt, result, error }: ReproductionStatus): Reproduction {
  const trained = result === null || result.verdict === 'refused' ? null : result;
  return {
    ...{ run_id: runId, state, started_at: startedAt?.toISOString() ?? null, error },
    verdict: result?.verdict ?? null,
    refusal: result?.verdict === 'refused' ? { why: result.why, message: result.message, remedy: result.remedy } : null,
    artifact: trained && { recorded: trained.artifact.recorded, again: trained.artifact.again },
    differing_metrics: [...(trained?.differingMetrics ?? [])],
    seconds: trained?.seconds ?? null,
  };
}
