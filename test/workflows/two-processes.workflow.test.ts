import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import type { ModelName } from '../../domain/models.ts';
import { type RunningPipeline, startPipeline, workerEnvironment } from './running-pipeline.ts';

type Event = { readonly event?: string; readonly key?: string; readonly msg?: string };

/** A training worker as docker-compose.yml starts it, with its log. */
class TrainingProcess {
  readonly events: Event[] = [];
  readonly started: Promise<void>;
  readonly #child: ChildProcess;

  constructor(pipeline: RunningPipeline, slots: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.started = promise;
    this.#child = spawn(process.execPath, [fileURLToPath(new URL('../../workers/training.ts', import.meta.url))], {
      env: { ...workerEnvironment(pipeline), PERENNIAL_TRAINING_SLOTS: String(slots) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (this.#child.stderr === null) throw new Error('its log is piped');
    createInterface(this.#child.stderr).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const event = JSON.parse(line) as Event;
      this.events.push(event);
      if (event.msg === 'worker started') resolve();
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }
}

const models: readonly ModelName[] = ['lead_scoring', 'churn'];
// The same moment gives every run the same snapshot.
const options = {
  ...defaultTrainingOptions,
  candidates: 6,
  asOf: new Date(Date.now() - 40 * 86_400_000).toISOString(),
};

describe('a search', () => {
  let pipeline: RunningPipeline;
  const processes: TrainingProcess[] = [];

  before(async () => {
    pipeline = await startPipeline({ workers: false, world: { contacts: 300, conversations: 250, leads: 220 } });
  });
  after(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await pipeline.close();
  });

  async function artifacts(): Promise<Record<string, string>> {
    const { control, database } = pipeline;
    const { retrainId } = await control.start({ models, options, trigger: 'cli' });
    await control.waitFor(retrainId);
    const rows = await database.query<{ model: string; artifact_hash: string }>(
      'select v.model, v.artifact_hash from model_versions v join runs r on r.id = v.run_id where r.retrain_id = $1',
      [retrainId],
    );
    return Object.fromEntries(rows.map((row) => [row.model, row.artifact_hash]));
  }

  it('ends with the same bytes in one process and in two with different numbers of threads', async () => {
    await pipeline.startWorkers(['orchestration']);
    processes.push(new TrainingProcess(pipeline, 1), new TrainingProcess(pipeline, 3));
    await Promise.all(processes.map((each) => each.started));
    const inTwo = await artifacts();
    for (const { events } of processes) assert.ok(events.some(({ event }) => event === 'candidate_finished'));
    await Promise.all(processes.map((each) => each.stop()));

    await pipeline.startWorkers(['training']);
    const inOne = await artifacts();
    assert.deepEqual(Object.keys(inOne).toSorted(), models.toSorted());
    assert.deepEqual(inTwo, inOne);
  });
});
