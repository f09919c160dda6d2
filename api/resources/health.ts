import { type Health, healthSchema } from '../contracts/health.ts';
import type { Operation } from '../http/operation.ts';
import type { HealthCheck, Ports } from '../ports.ts';

/** A dependency slower than this counts as away: load balancers give up after a few seconds themselves. */
const timeLimitMilliseconds = 2000;

export function healthOperations({ healthChecks, version }: Pick<Ports, 'healthChecks' | 'version'>): Operation[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      operationId: 'readHealth',
      tag: 'Health',
      summary: 'Check the database and Temporal',
      answers: {
        200: { description: 'Everything answers.', schema: healthSchema },
        503: { description: 'A dependency is away.', schema: healthSchema },
      },
      refusals: [],
      respond: async () => {
        const results = await Promise.all(
          Object.entries(healthChecks).map(async ([name, check]) => [name, await observe(check)] as const),
        );
        const healthy = results.every(([, result]) => result.status === 'ok');
        const body: Health = {
          status: healthy ? 'ok' : 'unavailable',
          version,
          checks: Object.fromEntries(results),
        };
        return { status: healthy ? 200 : 503, body };
      },
    },
  ];
}

/** The error's own text stays inside: it may name hosts and users, and this route asks for no token. */
async function observe(check: HealthCheck): Promise<Health['checks'][string]> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(timeLimitMilliseconds);
  const result = await Promise.race([
    check(signal).then(
      (detail) => ({ status: 'ok' as const, detail }),
      () => ({ status: 'unavailable' as const, detail: 'does not answer' }),
    ),
    new Promise<{ status: 'unavailable'; detail: string }>((resolve) => {
      signal.addEventListener('abort', () =>
        resolve({ status: 'unavailable', detail: `no answer within ${timeLimitMilliseconds} ms` }),
      );
    }),
  ]);
  return { ...result, milliseconds: Math.round(performance.now() - startedAt) };
}
