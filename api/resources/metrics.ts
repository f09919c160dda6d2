import { levelsOf } from '../../domain/monitoring/levels.ts';
import { metricParamsSchema, metricQuerySchema, metricRecordsSchema } from '../contracts/metrics.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function metricOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/models/{model}/metrics',
      operationId: 'listMetrics',
      tag: 'Monitoring',
      summary: 'How right deployed versions are since their labels came, and how far the data has moved',
      params: metricParamsSchema,
      query: metricQuerySchema,
      success: { status: 200, description: 'Figures by day, oldest first.', schema: metricRecordsSchema },
      handle: async ({ params, query }) => ({
        metrics: [...(await records.metrics({ ...params, ...query }))],
        levels: levelsOf(params.model),
      }),
    }),
  ];
}
