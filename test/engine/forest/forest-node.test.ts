import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binDataset } from '../../../engine/binning/bin-dataset.ts';
import { completeParameters } from '../../../engine/data/parameters.ts';
import { forestParameters } from '../../../engine/forest/forest-parameters.ts';
import type { NodeKernel } from '../../../engine/forest/kernels/node-kernel.ts';
import { createBelow, createSampleKernel, createSampleTwin } from '../../../engine/forest/kernels/sample-rows.ts';
import { createNodeKernel } from '../../../engine/forest/kernels/visit-node.ts';
import { createNodeTwin } from '../../../engine/forest/kernels/visit-node-twin.ts';
import { jobNumbers, jobWords, openJob } from '../../../engine/forest/node-job.ts';
import { planForest } from '../../../engine/forest/plan-forest.ts';
import { prepareRows } from '../../../engine/forest/training-rows.ts';
import { createRandom } from '../../../engine/random.ts';
import type { Task } from '../../../engine/task.ts';
import { matrixFromRows } from '../matrices.ts';

type Table = { readonly x: number[][]; readonly y: number[]; readonly counts: number[] };

/** Few and many levels, a constant column and missing values; counts as a bootstrap sample has them. */
function randomTable(seed: number, rows: number, task: Task): Table {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => [
    random.integer(3),
    random.normal(),
    random.next() < 0.3 ? Number.NaN : random.integer(12),
    7,
    random.next() < 0.1 ? Number.NaN : random.normal(),
  ]);
  const y = x.map(([a, b]) => {
    const score = a + b + random.normal();
    return task === 'regression' ? score : score > 1 ? 1 : 0;
  });
  return { x, y, counts: Array.from({ length: rows }, () => random.integer(3)) };
}

/** A node of all sampled rows, ready to be visited. */
function openRoot(
  { x, y, counts }: Table,
  task: Task,
  parameters: Readonly<Record<string, number>>,
  createKernel: (memory: WebAssembly.Memory) => NodeKernel,
) {
  const matrix = matrixFromRows(x);
  const labels = Float64Array.from(y);
  const binned = binDataset(matrix, labels);
  const rows = prepareRows({ y: labels, task }, binned, false);
  const complete = completeParameters(parameters, forestParameters);
  const plan = planForest(binned, rows, complete, task, 1, 1);
  const { memory, shared, limits, draws } = plan;
  const thread = plan.threads[0];
  const job = openJob(memory, shared, thread, { draws, minimumRows: limits.leafRows });
  const entries = new Uint32Array(memory.buffer, thread.entries, x.length);
  const table = new Float64Array(memory.buffer, thread.table, 2 * x.length);
  rows.labels.forEach((label, r) => {
    table[2 * r + 1] = label;
  });
  const features = new Uint32Array(memory.buffer, thread.features, matrix.columns);
  features.forEach((_, c) => {
    features[c] = c;
  });
  job.words.set([1, 2, 3, 4], jobWords.random);
  new Uint16Array(memory.buffer, thread.drawn).set(Uint16Array.from(binned.order, (row) => counts[row]));
  const sampler = createSampleKernel(memory);
  const inside = sampler.openSample(
    shared.usable,
    shared.usableRows,
    thread.drawn,
    shared.weights,
    thread.table,
    thread.entries,
  );
  const sample = { inside, end: shared.usableRows };
  return { binned, job, entries, sample, scales: rows.scales, kernel: createKernel(memory) };
}

/** The gain of every split of every column by its definition, the decrease of the weighted squared error. */
function bestGain({ x, y, counts }: Table, minimumRows: number): number {
  const rows = x.map((_, r) => r).filter((r) => counts[r] > 0);
  function error(of: number[]): number {
    const weight = of.reduce((sum, r) => sum + counts[r], 0);
    const mean = of.reduce((sum, r) => sum + counts[r] * y[r], 0) / weight;
    return of.reduce((sum, r) => sum + counts[r] * (y[r] - mean) ** 2, 0);
  }
  let best = Number.NEGATIVE_INFINITY;
  for (const [column] of x[0].entries()) {
    const levels = [...new Set(rows.map((r) => x[r][column]).filter((value) => !Number.isNaN(value)))];
    for (const threshold of [...levels, Number.POSITIVE_INFINITY]) {
      for (const missingLeft of [true, false]) {
        const goesLeft = (r: number) => (Number.isNaN(x[r][column]) ? missingLeft : x[r][column] < threshold);
        const left = rows.filter(goesLeft);
        const right = rows.filter((r) => !goesLeft(r));
        if (left.length < minimumRows || right.length < minimumRows) continue;
        best = Math.max(best, error(rows) - error(left) - error(right));
      }
    }
  }
  return best;
}

describe('the search at a node of a forest', () => {
  for (const task of ['classification', 'regression'] as const) {
    for (const minimum of [1, 4]) {
      it(`finds the best of all splits (${task}, ${minimum} rows on each side)`, () => {
        for (let seed = 1; seed <= 12; seed++) {
          const table = randomTable(seed, 40, task);
          const parameters = { max_features: 1, min_samples_leaf: minimum };
          const { kernel, job, sample, scales } = openRoot(table, task, parameters, createNodeKernel);
          assert.equal(kernel.visitNode(job.address, 0, sample.inside, sample.inside, sample.end, 1), 1);
          const gain = job.numbers[jobNumbers.gain] * scales.labelUnit ** 2;
          const expected = bestGain(table, minimum);
          assert.ok(Math.abs(gain - expected) < 1e-9 * expected, `seed ${seed}: ${gain}, ${expected}`);
        }
      });
    }
  }

  it('sorts rows inside and outside the sample to their sides, in order', () => {
    const table = randomTable(5, 60, 'classification');
    const { binned, kernel, job, entries, sample } = openRoot(table, 'classification', {}, createNodeKernel);
    assert.equal(kernel.visitNode(job.address, 0, sample.inside, sample.inside, sample.end, 1), 1);
    const { feature, bin, missingLeft, middle, outMiddle } = jobWords;
    const missingBin = binned.edges[job.words[feature]].length + 1;
    entries.forEach((row, i) => {
      const found = binned.rowBins[row * binned.columns + job.words[feature]];
      const goesLeft = found === missingBin ? job.words[missingLeft] === 1 : found <= job.words[bin];
      const end = i < sample.inside ? job.words[middle] : job.words[outMiddle];
      assert.equal(goesLeft, i < end, `entry ${i}`);
      const startsSide = i === 0 || i === sample.inside || i === end;
      assert.ok(startsSide || entries[i - 1] < row, `entry ${i}`);
    });
  });

  it('does the same to the bit in WebAssembly and in TypeScript', () => {
    for (const rows of [3, 30, 300, 3000]) {
      for (const task of ['classification', 'regression'] as const) {
        for (const minimum of [1, 5]) {
          const parameters = { max_features: 0.5, min_samples_leaf: minimum };
          const table = randomTable(rows, rows, task);
          const [fast, twin] = [createNodeKernel, createNodeTwin].map((create) => {
            const root = openRoot(table, task, parameters, create);
            const visits = visitAll(root, 0, root.sample.inside, root.sample.inside, root.sample.end);
            return { visits, entries: [...root.entries], results: [...root.job.words] };
          });
          assert.deepEqual(fast, twin);
        }
      }
    }
  });

  it('goes on drawing past constant features, and gives up when all are constant', () => {
    const y = [0, 1, 0, 1, 1, 0];
    const counts = y.map(() => 1);
    const varied = { x: y.map((_, r) => [1, 1, 1, 1, 1, 1, 1, r]), y, counts };
    const root = openRoot(varied, 'classification', { max_features: 0.125 }, createNodeKernel);
    assert.equal(root.kernel.visitNode(root.job.address, 0, 6, 6, 6, 1), 1);
    assert.equal(root.job.words[jobWords.feature], 7);
    const same = openRoot({ x: y.map(() => [1, 2]), y, counts }, 'classification', {}, createNodeKernel);
    assert.equal(same.kernel.visitNode(same.job.address, 0, 6, 6, 6, 1), 0);
  });
});

describe('the sample of a tree', () => {
  it('is the same to the bit in WebAssembly and in TypeScript, and has any row with equal probability', () => {
    const rows = 5000;
    const [fast, twin] = [createSampleKernel, createSampleTwin].map((create) => {
      const memory = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
      const words = new Uint32Array(memory.buffer);
      const counts = new Uint16Array(memory.buffer, 16, rows);
      const [usable, weights, table, entries] = [20_000, 40_000, 80_000, 160_000];
      words.set([7, 8, 9, 10]);
      words.set(Uint32Array.from(counts.keys()), usable / 4);
      new Float64Array(memory.buffer, weights, rows).fill(0.5);
      const kernel = create(memory);
      kernel.drawRows(0, rows, 16);
      const inside = kernel.openSample(usable, rows, 16, weights, table, entries);
      return {
        inside,
        random: words.slice(0, 4),
        counts: counts.slice(),
        table: new Float64Array(memory.buffer, table, 2 * rows).slice(),
        entries: words.slice(entries / 4, entries / 4 + rows),
      };
    });
    assert.deepEqual(fast, twin);
    const { counts, inside, entries, table } = fast;
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      rows,
    );
    // 1 - 1/e of the rows, within four standard errors.
    assert.ok(Math.abs(inside - (1 - 1 / Math.E) * rows) < 4 * Math.sqrt(rows * 0.0972), `${inside}`);
    assert.ok(entries.every((row, i) => counts[row] > 0 === i < inside && table[2 * row] === counts[row] / 2));
    const firstHalf = counts.subarray(0, rows / 2).reduce((sum, count) => sum + count, 0);
    assert.ok(Math.abs(firstHalf - rows / 2) < 2 * Math.sqrt(rows), `${firstHalf}`);
  });

  it('draws whole numbers below a limit without a rounding error', () => {
    const words = Uint32Array.of(1, 0xffffffff, 3, 4);
    for (const limit of [1, 2, 3, 19_999_999]) {
      const at = words.slice();
      const bits = BigInt(Math.imul((Math.imul(at[1], 5) << 7) | (Math.imul(at[1], 5) >>> 25), 9) >>> 0);
      assert.equal(createBelow(at, 0)(limit), Number((bits * BigInt(limit)) >> 32n));
    }
  });
});

describe('the memory of a forest', () => {
  it('is refused when it cannot be addressed', () => {
    const x = matrixFromRows([[1], [2]]);
    const y = Float64Array.of(0, 1);
    const binned = binDataset(x, y);
    const rows = prepareRows({ y, task: 'regression' }, binned, false);
    const complete = completeParameters({}, forestParameters);
    assert.throws(() => planForest({ ...binned, rows: 1e8 }, rows, complete, 'regression', 1, 1), {
      code: 'engine_not_applicable',
      message: /100000000 rows and 1 columns/,
    });
  });
});

/** Grows the whole tree and records the result of each visit. */
function visitAll(
  { kernel, job }: ReturnType<typeof openRoot>,
  begin: number,
  end: number,
  outBegin: number,
  outEnd: number,
): number[] {
  const split = kernel.visitNode(job.address, begin, end, outBegin, outEnd, 1);
  const totals = [begin, end, split, job.numbers[jobNumbers.weight], job.numbers[jobNumbers.sum]];
  if (split === 0) return totals;
  const [feature, bin, missingLeft, middle, outMiddle] = job.words.subarray(jobWords.feature, jobWords.outMiddle + 1);
  const found = [...totals, feature, bin, missingLeft, job.numbers[jobNumbers.gain]];
  const left = visitAll({ kernel, job } as ReturnType<typeof openRoot>, begin, middle, outBegin, outMiddle);
  return [
    ...found,
    ...left,
    ...visitAll({ kernel, job } as ReturnType<typeof openRoot>, middle, end, outMiddle, outEnd),
  ];
}
