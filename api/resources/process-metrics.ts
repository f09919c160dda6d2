import { Readable } from 'node:stream';
import { z } from 'zod';
import { metricsType } from '../../telemetry/metrics.ts';
import { metricsPath } from '../http/openapi.ts';
import type { Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function processMetricOperations({ metrics }: Pick<Ports, 'metrics'>): Operation[] {
  return [
    {
      method: 'get',
      path: metricsPath,
      operationId: 'readProcessMetrics',
      tag: 'Health',
      summary: "Read the process's metrics, in Prometheus' text format",
      answers: {
        200: {
          description: 'Requests, predictions, trainings, steps, incidents and the process itself: docs/operate.md.',
          schema: z.string(),
          type: 'text/plain',
        },
      },
      refusals: [],
      async respond() {
        return { status: 200, type: metricsType, stream: Readable.from([await metrics.scrape()]) };
      },
    },
  ];
}
