import { type Health, healthSchema, livenessSchema } from '../contracts/health.ts';
import type { Answer, Operation } from '../http/operation.ts';
import type { HealthCheck, Ports } from '../ports.ts';

/** A dependency slower than this counts as away: load balancers give up after a few seconds themselves. */
const timeLimitMilliseconds = 1_500;

type Status = Health['status'];

export function healthOperations({ healthChecks, version }: Pick<Ports, 'healthChecks' | 'version'>): Operation[] {
  async function readiness(): Promise<Answer> {
    const results = await Promise.all(
      Object.entries(healthChecks).map(async ([name, check]) => [name, await observe(check)] as const),
    );
    const status = worst(
      results.map(([name, { status }]) => (status === 'unavailable' ? healthChecks[name].without : status)),
    );
    const body: Health = { status, version, checks: Object.fromEntries(results) };
    return { status: status === 'unavailable' ? 503 : 200, body };
  }
  const ready = (path: '/readyz' | '/healthz', operationId: string, summary: string): Operation => ({
    method: 'get',
    path,
    operationId,
    tag: 'Health',
    summary,
    answers: {
      200: {
        description: 'It takes requests; `degraded` when some of them fail, or when an incident fires.',
        schema: healthSchema,
      },
      503: { description: 'A part that most requests need is away.', schema: healthSchema },
    },
    refusals: [],
    unlike: withoutTimes,
    respond: readiness,
  });
  return [
    {
      method: 'get',
      path: '/livez',
      operationId: 'readLiveness',
      tag: 'Health',
      summary: 'Check that the process answers',
      answers: { 200: { description: 'It answers.', schema: livenessSchema } },
      refusals: [],
      respond: async () => ({ status: 200, body: { status: 'ok', version } }),
    },
    ready(
      '/readyz',
      'readReadiness',
      'Check each part: database, Temporal, deployed models, log of predictions, incidents',
    ),
    ready('/healthz', 'readHealth', 'The same as /readyz, under its earlier name'),
  ];
}

/** How long each part took differs each time. */
function withoutTimes(body: unknown) {
  const { checks, ...health } = body as Health;
  return { ...health, checks: Object.values(checks).map(({ milliseconds: _, ...check }) => check) };
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('unavailable')) return 'unavailable';
  return statuses.includes('degraded') ? 'degraded' : 'ok';
}

/** The error's own text stays inside: it may name hosts and users, and this route asks for no token. */
async function observe(check: HealthCheck): Promise<Health['checks'][string]> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(timeLimitMilliseconds);
  const result = await Promise.race([
    check.ask(signal).then(
      (said) => (typeof said === 'string' ? { status: 'ok' as const, detail: said } : said),
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
