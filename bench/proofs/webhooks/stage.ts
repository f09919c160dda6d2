import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { freePorts } from '../../../stack/ports.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { migrate } from '../../../store/database/migrate.ts';
import { addHook } from '../../../store/hooks/hooks.ts';
import { startThrowAwayStack } from '../../../test/infrastructure.ts';
import { keepRunning } from '../chaos/program.ts';

export const source = 'whatsapp';
export const secret = 'the-app-secret-of-a-proof';

/** The API and a worker as processes, with a network between them and their database that can be cut. */
export type Stage = {
  readonly url: string;
  /** Directly, beside that network. */
  readonly database: Database;
  readonly network: { cut(): void; mend(): void };
  /** Bytes of memory that the API holds. */
  apiMemory(): number;
  /** That API, worker and the sender itself have used. */
  processorSeconds(): Readonly<Record<string, number>>;
  endedByThemselves(): string[];
  close(): Promise<void>;
};

export async function openStage(): Promise<Stage> {
  const stack = await startThrowAwayStack({ temporal: true });
  await migrate(stack.databaseUrl);
  const database = await openDatabase(stack.databaseUrl, { applicationName: 'perennial-proof' });
  await addHook(database, {
    name: source,
    kind: 'whatsapp',
    ids: source,
    secret: { env: 'SECRET' },
    verifyToken: null,
  });
  const direct = new URL(stack.databaseUrl);
  const thread = new Worker(new URL('./network-thread.ts', import.meta.url), { workerData: Number(direct.port) });
  const [networkPort] = (await once(thread, 'message')) as [number];
  const home = mkdtempSync(join(tmpdir(), 'perennial-proof-'));
  const [port = 0] = await freePorts(1);
  direct.port = String(networkPort);
  const env: NodeJS.ProcessEnv = {
    ...{ PATH: process.env.PATH, PERENNIAL_HOME: home, LOG_LEVEL: 'info', SECRET: secret },
    ...{ DATABASE_URL: direct.href, TEMPORAL_ADDRESS: stack.temporalAddress, PERENNIAL_SENTIMENT: 'off' },
    ...{
      PERENNIAL_API_HOST: '127.0.0.1',
      PERENNIAL_API_PORT: String(port),
      PERENNIAL_API_TOKEN: 'proof.a-token-of-nobody',
    },
  };
  const worker = keepRunning('the worker', join(projectRoot, 'workers/orchestration.ts'), 'worker started', env);
  const api = keepRunning('the API', join(projectRoot, 'api/server.ts'), 'API listens', env);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/livez`))) await sleep(100);
  return {
    url,
    database,
    network: { cut: () => thread.postMessage('cut'), mend: () => thread.postMessage('mend') },
    apiMemory: () => residentBytes(api.pid()),
    processorSeconds: () => ({
      'the API': processorSeconds(api.pid()),
      'the worker': processorSeconds(worker.pid()),
      'the sender': processorSeconds(process.pid),
    }),
    endedByThemselves: () => [...api.endedByItself, ...worker.endedByItself],
    async close() {
      await Promise.all([api.stop(), worker.stop()]);
      await thread.terminate();
      await database.close();
      await stack.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

function residentBytes(pid: number | undefined): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Of proc(5): user and system time in hundredths of a second. */
function processorSeconds(pid: number | undefined): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
  const parts = fields.split(' ');
  return (Number(parts[11]) + Number(parts[12])) / 100;
}
