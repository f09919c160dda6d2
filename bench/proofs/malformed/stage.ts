import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../../stack/ports.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { migrate } from '../../../store/database/migrate.ts';
import { createToken } from '../../../store/tokens.ts';
import { startThrowAwayStack, temporaryFolder } from '../../../test/infrastructure.ts';
import { keepRunning } from '../chaos/program.ts';
import { smuggledName } from './case-tools.ts';

/** PostgreSQL, and the API as a process. */
export type Stage = {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Whether the OpenAPI document has this answer. @param operation such as `post /api/v1/tokens` */
  documents(operation: string, status: number): boolean;
  /** Tokens that were made, by the audit log and by the table; the other acts in the log. */
  acts(): Promise<{ acts: number; tokens: number; others: string[]; smuggled: number }>;
  isHealthy(): Promise<boolean>;
  memory(): number;
  errors(): readonly string[];
  endedByItself(): readonly string[];
  close(): Promise<void>;
};

type Paths = Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;

export async function openStage(): Promise<Stage> {
  const stack = await startThrowAwayStack({ temporal: false });
  await migrate(stack.databaseUrl);
  const database = await openDatabase(stack.databaseUrl, { applicationName: 'perennial-proof', poolSize: 2 });
  const token = await createToken(database, { label: 'proof', role: 'admin' });
  const [port = 0] = await freePorts(1);
  const settings = { database: stack.databaseUrl, blobs: temporaryFolder(), token, zone: 'UTC', port };
  const script = join(projectRoot, 'bench/benchmarks/serve/our-server.ts');
  const env = { PATH: process.env.PATH, BENCH_SERVER: JSON.stringify(settings) };
  const errors: string[] = [];
  const api = keepRunning('the API', script, 'API listens', env, (line) => {
    // pino's levels: 50 is an error
    if (/"level":(50|60)/.test(line)) errors.push(line);
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = async (path: string) => {
    const answer = await fetch(url + path).catch(() => null);
    await answer?.arrayBuffer();
    return answer?.ok ?? false;
  };
  while (!(await answers('/livez'))) await sleep(100);
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { readonly paths: Paths };
  return {
    ...{ url, port, token },
    documents(operation, status) {
      const [method = '', path = ''] = operation.split(' ');
      return Object.hasOwn(paths[path]?.[method]?.responses ?? {}, String(status));
    },
    async acts() {
      const log = await database.query<{ operation: string; count: number }>(
        'select operation, count(*)::int as count from audit_log group by operation',
      );
      const [table] = await database.query<{ tokens: number; smuggled: number }>(
        `select count(*) filter (where label <> 'proof')::int as tokens, count(*) filter (where label = $1)::int as smuggled from api_tokens`,
        [smuggledName],
      );
      return {
        acts: log.find(({ operation }) => operation === 'createToken')?.count ?? 0,
        tokens: table?.tokens ?? 0,
        smuggled: table?.smuggled ?? 0,
        others: log.map(({ operation }) => operation).filter((operation) => operation !== 'createToken'),
      };
    },
    isHealthy: () => answers('/livez'),
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${api.pid()}/status`, 'utf8'))?.[1]) * 1024,
    errors: () => errors,
    endedByItself: () => api.endedByItself,
    async close() {
      await api.stop();
      await database.close();
      await stack.stop();
    },
  };
}
