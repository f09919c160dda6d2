import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Arm } from '../../domain/experiment/experiment.ts';
import { modelDefinition } from '../../models/registry.ts';
import { freePorts } from '../../stack/ports.ts';
import { readEvents, readExperiment, readLooks, readPhases } from '../../store/experiments/experiments.ts';
import { call } from '../api/fakes.ts';
import { gateWorld, shortGate } from './gate-world.ts';
import { type RunningPipeline, startPipeline, workerEnvironment } from './running-pipeline.ts';

const model = 'lead_scoring';
const token = 'killed.experiment-token-of-this-test';
/** Long enough to outlast the test: a restart takes seconds, which are weeks here. */
const config = {
  ...shortGate(model),
  dayMs: 400,
  attributionDays: 2,
  minimumDays: 1_000,
  phaseDays: 2_000,
  maximumDays: 3_000,
};

/** A process as docker-compose.yml starts it. It is killed, not stopped. */
class Victim {
  readonly started: Promise<void>;
  readonly #child: ChildProcess;

  constructor(program: string, ready: RegExp, env: NodeJS.ProcessEnv) {
    const path = fileURLToPath(new URL(`../../${program}`, import.meta.url));
    this.#child = spawn(process.execPath, [path], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.started = promise;
    if (this.#child.stderr === null) throw new Error('its log is piped');
    createInterface(this.#child.stderr).on('line', (line) => ready.test(line) && resolve());
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

describe('an experiment whose worker and server are killed', () => {
  let pipeline: RunningPipeline;
  let world: ReturnType<typeof gateWorld>;
  let url: string;
  let environment: NodeJS.ProcessEnv;
  let api: Victim;
  let worker: Victim;
  let experimentId: string;

  const startWorker = async () => {
    worker = new Victim('workers/orchestration.ts', /worker started/, environment);
    await worker.started;
  };
  const startServer = async () => {
    api = new Victim('api/server.ts', /API listens/, environment);
    await api.started;
  };

  before(async () => {
    pipeline = await startPipeline({ seed: null, workers: false });
    world = gateWorld(pipeline);
    await world.champion(model);
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    environment = {
      ...workerEnvironment(pipeline),
      PERENNIAL_API_HOST: '127.0.0.1',
      PERENNIAL_API_PORT: String(port),
      PERENNIAL_API_TOKEN: token,
    };
    await Promise.all([startWorker(), startServer()]);
    await pipeline.database.query(
      `with contact as (insert into contacts (external_id, created_at) values ('killed', now()) returning id)
       insert into leads (external_id, contact_id, created_at)
       select 'killed-' || n, contact.id, now() from contact, generate_series(0, 499) as n`,
    );
    experimentId = (await world.submit(model, config)).id;
    await until(async () => (await readExperiment(pipeline.database, experimentId)).state === 'running');
    await until(async () => (await predict(['killed-0']))[0]?.arm !== null);
  });
  after(async () => {
    await Promise.all([api?.kill(), worker?.kill()]);
    await pipeline.close();
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const features = Object.fromEntries(modelDefinition(model).features.map(({ name }) => [name, null]));
  const leads = Array.from({ length: 500 }, (_, at) => `killed-${at}`);

  async function post(path: string, json: object) {
    const answer = await call(url, 'POST', path, { authorization: `Bearer ${token}`, json });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }
  async function predict(ids: readonly string[]): Promise<{ id: string; arm: Arm | null }[]> {
    return (await post(`/api/v1/predictions/${model}`, { rows: ids.map((id) => ({ id, features })) })).predictions;
  }
  const arms = async () => (await predict(leads)).map(({ arm }) => arm);
  const exposures = () =>
    pipeline.database.query<{ unit: string; arm: string; exposed_at: Date }>(
      'select unit, arm, exposed_at from exposures where experiment_id = $1 order by unit',
      [experimentId],
    );

  it('continues: assignments stay, no exposure or outcome is doubled, and looks go on from where they were', async () => {
    const before = await arms();
    await until(async () => (await exposures()).length === leads.length);
    const exposed = await exposures();
    const outcomes = leads.slice(0, 200).map((subject) => ({ model, subject, occurred_at: '2026-11-01T00:00:00Z' }));
    assert.deepEqual(await post('/api/v1/outcomes', { outcomes }), { accepted: 200, duplicates: 0 });
    await until(async () => (await readLooks(pipeline.database, experimentId)).length >= 2);

    await Promise.all([worker.kill(), api.kill()]);
    const looked = await readLooks(pipeline.database, experimentId);
    await Promise.all([startWorker(), startServer()]);

    assert.deepEqual(await arms(), before);
    assert.deepEqual(await post('/api/v1/outcomes', { outcomes }), { accepted: 0, duplicates: 200 });
    await until(async () => (await readLooks(pipeline.database, experimentId)).length >= looked.length + 2);
    assert.deepEqual(await exposures(), exposed);
    const looks = await readLooks(pipeline.database, experimentId);
    assert.deepEqual(
      looks.map(({ number }) => number),
      looks.map((_, at) => at + 1),
    );
    assert.deepEqual(looks.slice(0, looked.length), looked);
    const { champion, challenger, crossed } = looks[looks.length - 1].numbers;
    assert.deepEqual([champion.exposed + challenger.exposed, crossed], [leads.length, 0]);
    assert.equal((await readPhases(pipeline.database, experimentId)).length, 1);

    await world.gate.command(model, 'rollBack', { actor: 'ann', reason: 'the test is over' });
    await world.idle(model);
    const events = (await readEvents(pipeline.database, experimentId)).map(({ type }) => type);
    assert.deepEqual(events, ['submitted', 'started', 'rolled_back']);
  });
});
