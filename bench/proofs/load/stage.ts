import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentFeatures } from '../../../models/features.ts';
import { freePorts } from '../../../stack/ports.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { recordFile, type StackRecord } from '../../../stack/stack-record.ts';
import { readJson } from '../../../stack/state-file.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { makeEnterableFolder } from '../../../test/infrastructure.ts';
import { readTraining } from '../../benchmarks/serve/business.ts';
import { keepRunning } from '../chaos/program.ts';

export const token = 'load-token-0123456789';

/** The whole product in one process, as `npm start` runs it. */
export type Stage = {
  readonly url: string;
  readonly database: Database;
  /** Rows of one request for predictions, as JSON. */
  readonly bodies: readonly string[];
  /** Trains all models, always with the same data and seed. Seconds from its start to its end. */
  train(candidates: number): Promise<number>;
  /** Bytes of memory that the product holds. */
  memory(): number;
  processorSeconds(): number;
  endedByItself(): readonly string[];
  close(): Promise<void>;
};

const startPatience = 120_000;
const rowsOfRequest = 10;

/** A simulated business of so many contacts and leads, and its first three models. */
export async function openStage(size: number): Promise<Stage> {
  const folder = makeEnterableFolder(tmpdir());
  const home = join(folder, 'home');
  mkdirSync(home);
  const [postgres = 0, temporal = 0, ui = 0, port = 0] = await freePorts(4);
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME },
    PERENNIAL_HOME: home,
    PERENNIAL_POSTGRES_PORT: String(postgres),
    PERENNIAL_TEMPORAL_PORT: String(temporal),
    PERENNIAL_TEMPORAL_UI_PORT: String(ui),
    PERENNIAL_API_PORT: String(port),
    PERENNIAL_API_TOKEN: token,
  };
  const url = `http://127.0.0.1:${port}`;
  const product = keepRunning('the product', 'main.ts', 'Perennial is running.', env);
  let database: Database | undefined;

  async function close(): Promise<void> {
    await database?.close();
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  /** Temporal may be slow on a busy machine: its user tries again. */
  async function start(candidates: number): Promise<string> {
    const body = JSON.stringify({ model: 'all', seed: 7, candidates });
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(`${url}/api/v1/training/start`, { method: 'POST', headers, body });
      const started = (await answer.json()) as { readonly retrain_id: string };
      if (answer.status === 202) return started.retrain_id;
      if (answer.status !== 503 || attempt === 10) throw new Error(`${answer.status} ${JSON.stringify(started)}`);
      await sleep(1_000);
    }
  }
  async function train(candidates: number): Promise<number> {
    const id = await start(candidates);
    for (;;) {
      const [retrain] = await (database as Database).query<{ state: string; seconds: number }>(
        `select state, extract(epoch from finished_at - started_at)::float8 as seconds from retrains where id = $1`,
        [id],
      );
      if (retrain?.state === 'completed') return retrain.seconds;
      if (retrain !== undefined && retrain.state !== 'running') throw new Error(`The training is ${retrain.state}.`);
      await sleep(100);
    }
  }

  try {
    for (const deadline = performance.now() + startPatience; !(await answers(`${url}/readyz`)); await sleep(250)) {
      if (product.failedStarts.length > 0) throw new Error(product.failedStarts[0]);
      if (performance.now() > deadline) throw new Error('the product did not start');
    }
    const databaseUrl = readJson<StackRecord>(recordFile(home))?.databaseUrl ?? '';
    const servers = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: `127.0.0.1:${temporal}` };
    await generate(size, { ...env, ...servers });
    database = await openDatabase(databaseUrl, { applicationName: 'perennial-proof' });
    await train(2);
    const bodies = await bodiesOf(database);
    const pid = () => product.pid() ?? 0;
    return {
      ...{ url, database, bodies, train, close },
      memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1]) * 1024,
      processorSeconds() {
        // after the name, which may hold blanks: state is the first, utime the twelfth
        const fields = readFileSync(`/proc/${pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        return (Number(fields[11]) + Number(fields[12])) / 100;
      },
      endedByItself: () => product.endedByItself,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => null);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

async function generate(size: number, env: NodeJS.ProcessEnv): Promise<void> {
  const args = ['generate', '--contacts', String(size), '--leads', String(size)];
  await new Promise<void>((resolve, reject) => {
    const command = [join(projectRoot, 'cli', 'main.ts'), ...args];
    execFile(process.execPath, command, { cwd: projectRoot, env }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`perennial generate: ${stderr}`));
    });
  });
}

/** What leads looked like to the training, ten to a request. */
async function bodiesOf(database: Database): Promise<string[]> {
  const { definition, contacts, table } = await readTraining(database, 'lead_scoring', new Date());
  const names = currentFeatures(definition).map(({ name }) => name);
  const rows = contacts.map((id, at) => {
    const values = names.map((name, column) => {
      const value = table.x.values[at * table.x.columns + column] ?? Number.NaN;
      return [name, Number.isNaN(value) ? null : value];
    });
    return { id, features: Object.fromEntries(values) };
  });
  return Array.from({ length: 20 }, (_, at) =>
    JSON.stringify({ rows: rows.slice(at * rowsOfRequest, (at + 1) * rowsOfRequest) }),
  );
}
