import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAssigner } from '../../engine/binning/assign-bins.ts';
import { columnBytes, histogramKernel, histogramTwin } from '../../engine/kernel/histogram.ts';
import { createRandom } from '../../engine/random.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { listFiles } from '../source-files.ts';
import { buildKernel } from './build-kernel.ts';

describe('kernels in WebAssembly', () => {
  for (const source of listFiles('.assembly.ts')) {
    it(`are built from their source to the same bytes: ${source}`, async () => {
      const built = join(temporaryFolder(), 'built.wasm');
      await buildKernel(join(projectRoot, source), built);
      const committed = readFileSync(join(projectRoot, source.replace(/\.assembly\.ts$/, '.wasm')));
      assert.ok(readFileSync(built).equals(committed), `run: node test/engine/build-kernel.ts ${source}`);
    });
  }
});

describe('histograms', () => {
  for (const columns of [1, 4, 7]) {
    it(`of ${columns} columns are the same in WebAssembly and TypeScript, and so are splits and partitions`, () => {
      const memory = new WebAssembly.Memory({ initial: 8, maximum: 8, shared: true });
      const rows = 300;
      const places = fill(memory, rows, columns);
      const results = [histogramKernel(memory), histogramTwin(memory)].map((kernel) => {
        const { rowBins, features, rowNumbers, pairs, whole, part, out } = places;
        kernel.clear(features, columns, whole);
        kernel.clear(features, columns, part);
        kernel.accumulate(rowBins, columns, 0, columns, rowNumbers, rows, pairs, whole);
        kernel.accumulateListed(rowBins, columns, features, columns, rowNumbers, 120, pairs, part);
        const added = [bytesAt(memory, whole, columnBytes * columns), bytesAt(memory, part, columnBytes * columns)];
        kernel.subtract(features, columns, whole, part);
        kernel.merge(features, columns, part, part);
        const doubled = bytesAt(memory, part, columnBytes * columns);
        const [gradient, hessian] = sums(memory, places, 120, rows);
        kernel.bestSplit(features, columns, whole, gradient, hessian, 1, 0.01, 2, out);
        const [rest, split] = [bytesAt(memory, whole, columnBytes * columns), bytesAt(memory, out, 40)];
        const left = kernel.partition(rowNumbers, rows, places.columnBins, 9, 20, 1, places.lefts, places.rights);
        const parts = [bytesAt(memory, places.lefts, 4 * left), bytesAt(memory, places.rights, 4 * (rows - left))];
        assert.ok(left > 0 && left < rows);
        return [...added, doubled, rest, split, ...parts];
      });
      for (const [i, bytes] of results[0].entries()) assert.ok(bytes.equals(results[1][i]), `part ${i}`);
    });
  }
});

describe('bins', () => {
  it('are the same in WebAssembly and TypeScript', () => {
    const random = createRandom(5);
    const edges = [Float64Array.of(), Float64Array.of(0), Float64Array.from({ length: 254 }, (_, i) => i / 254 - 0.5)];
    const rows = 103;
    const values = Float64Array.from({ length: rows * 3 }, () =>
      random.next() < 0.1 ? Number.NaN : random.next() - 0.5,
    );
    const [ours, twin] = [false, true].map((useTwin) => {
      const assigner = createAssigner(edges, rows, useTwin);
      assigner.values.set(values);
      return edges.map((_, c) => [assigner.assign(c, rows), assigner.columnBins.slice(), assigner.rowBins.slice()]);
    });
    assert.deepEqual(ours, twin);
  });
});

function bytesAt(memory: WebAssembly.Memory, at: number, count: number): Buffer {
  return Buffer.from(new Uint8Array(memory.buffer, at, count));
}

/** Random rows of up to 20 bins and a missing one, gradients on a grid so that sums are exact. */
function fill(memory: WebAssembly.Memory, rows: number, columns: number) {
  const random = createRandom(columns);
  let at = 0;
  function reserve(bytes: number): number {
    const address = at;
    at += Math.ceil(bytes / 16) * 16;
    return address;
  }
  const places = {
    rowBins: reserve(rows * columns),
    columnBins: reserve(rows),
    features: reserve(16 * columns),
    rowNumbers: reserve(4 * rows),
    pairs: reserve(16 * rows),
    whole: reserve(columnBytes * columns),
    part: reserve(columnBytes * columns),
    out: reserve(48),
    lefts: reserve(4 * rows),
    rights: reserve(4 * rows),
  };
  const bytes = new Uint8Array(memory.buffer);
  for (let i = 0; i < rows * columns; i++) bytes[places.rowBins + i] = random.integer(21);
  for (let r = 0; r < rows; r++) bytes[places.columnBins + r] = random.integer(21);
  const features = new Uint32Array(memory.buffer, places.features, 4 * columns);
  for (let c = 0; c < columns; c++) features.set([c, columnBytes * c, 20, 0], 4 * c);
  const order = random.shuffle(Uint32Array.from({ length: rows }, (_, r) => r));
  new Uint32Array(memory.buffer, places.rowNumbers, rows).set(order);
  const pairs = new Float64Array(memory.buffer, places.pairs, 2 * rows);
  for (let i = 0; i < pairs.length; i++)
    pairs[i] = (i % 2 === 1 ? 1 : 0) + random.integer(64) / 64 - (i % 2 === 1 ? 0 : 0.5);
  return places;
}

/** The histogram of the rows [from, to) of `rowNumbers`. */
function sums(memory: WebAssembly.Memory, places: ReturnType<typeof fill>, from: number, to: number) {
  const numbers = new Uint32Array(memory.buffer, places.rowNumbers, to);
  const pairs = new Float64Array(memory.buffer, places.pairs);
  let gradient = 0;
  let hessian = 0;
  for (let i = from; i < to; i++) {
    gradient += pairs[2 * numbers[i]];
    hessian += pairs[2 * numbers[i] + 1];
  }
  return [gradient, hessian] as const;
}
