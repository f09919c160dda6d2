import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { boosting } from '../../engine/boosting/boosting.ts';
import { control, createAlone, createCrew } from '../../engine/parallel/crew.ts';
import { createTeam } from '../../engine/parallel/team.ts';

const data = {
  x: { rows: 40, columns: 1, values: Float64Array.from({ length: 40 }, (_, i) => i) },
  y: Float64Array.from({ length: 40 }, (_, i) => i % 7),
  task: 'regression',
  seed: 1,
} as const;

describe('a crew', () => {
  it('divides work into shares that meet without a gap', () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
    for (const size of [1, 2, 3, 7]) {
      const shares = Array.from({ length: size }, (_, rank) => createCrew(words, rank, size).shareOf(10));
      assert.equal(shares[0][0], 0);
      assert.equal(shares[size - 1][1], 10);
      assert.ok(shares.every(([from], rank) => rank === 0 || from === shares[rank - 1][1]));
    }
    assert.deepEqual(createAlone().shareOf(10), [0, 10]);
  });

  it('gives each number of its counter to one thread', () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
    const [a, b] = [createCrew(words, 0, 2), createCrew(words, 1, 2)];
    assert.deepEqual([a.take(), b.take(), a.take()], [0, 1, 2]);
  });
});

describe('a team', () => {
  it('throws the error of another thread, and then takes the next task', async (context) => {
    const team = createTeam(2);
    context.after(() => team.close());
    // An invalid plan: the other thread gets a copy of it and fails like the calling one.
    assert.throws(() => team.run('boost', { plan: null } as never), TypeError);
    const model = await boosting.fit({ ...data, parameters: { n_estimators: 2 }, team });
    assert.equal(model.diagnostics.trees, 2);
  });

  it('lets the process end without being closed', async () => {
    const url = new URL('../../engine/parallel/team.ts', import.meta.url);
    const thread = new Worker(`import('${url}').then(({ createTeam }) => createTeam(3));`, { eval: true });
    const [code] = await new Promise<[number]>((resolve) => thread.once('exit', (...args) => resolve(args)));
    assert.equal(code, 0);
  });

  it('ends with the thread that it helps', async () => {
    // The team's threads are its children: they count down a shared number while they live.
    const url = new URL('../../engine/parallel/team.ts', import.meta.url);
    const alive = new Int32Array(new SharedArrayBuffer(4));
    const source = `
      const { workerData, parentPort } = require('node:worker_threads');
      import('${url}').then(({ createTeam }) => {
        createTeam(2);
        const child = new (require('node:worker_threads').Worker)(
          'const { workerData } = require("node:worker_threads"); setInterval(() => Atomics.add(workerData, 0, 1), 1);',
          { eval: true, workerData },
        );
        child.once('online', () => parentPort.postMessage('online'));
      });`;
    const thread = new Worker(source, { eval: true, workerData: alive });
    await new Promise((resolve) => thread.once('message', resolve));
    await thread.terminate();
    const ticks = Atomics.load(alive, 0);
    assert.equal(Atomics.wait(alive, 0, ticks, 50), 'timed-out');
  });
});
