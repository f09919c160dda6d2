import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLayout } from '../../../engine/kernel/kernel.ts';
import { factorise, solveFactorised } from '../../../engine/logistic/cholesky.ts';
import {
  createLogisticKernel,
  type LogisticKernel,
  logisticKernelTwin,
} from '../../../engine/logistic/logistic-kernel.ts';
import { createRandom } from '../../../engine/random.ts';

/** Runs one function of a kernel over the same numbers. @returns all of the memory afterwards. */
function memoryAfter(
  create: (memory: WebAssembly.Memory) => LogisticKernel,
  [rows, columns]: readonly [number, number],
  run: (kernel: LogisticKernel, at: Readonly<Record<'z' | 'a' | 'b' | 'c' | 'd' | 'out', number>>) => unknown,
) {
  const layout = createLayout();
  const z = layout.reserve(8 * rows * columns);
  // At least two numbers per place, because the kernel takes two at once.
  const [a, b, c, d] = Array.from({ length: 4 }, () => layout.reserve(8 * Math.max(rows + 1, columns)));
  const out = layout.reserve(8 * columns * Math.max(rows, columns) * 2);
  const memory = layout.allocate();
  const numbers = new Float64Array(memory.buffer);
  const random = createRandom(2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = 3 * random.normal();
  for (let r = 0; r <= rows; r++) numbers[b / 8 + r] = r === rows ? 0 : random.next();
  return { result: run(create(memory), { z, a, b, c, d, out }), numbers };
}

describe("the kernel of logistic regression equals its twin's bits", () => {
  const runs: Record<string, Parameters<typeof memoryAfter>[2]> = {
    margins: (kernel, { z, a, out }) => kernel.margins(z, 7, 12, a, out),
    columnSums: (kernel, { z, b, out }) => kernel.columnSums(z, 7, 12, b, out),
    centre: (kernel, { z, a, b, out }) => kernel.centre(z, 7, 12, a, b, out),
    gram: (kernel, { z, b, out }) => kernel.gram(z, 7, 12, b, out + 8 * 144, out),
    differentiate: (kernel, { z, a, b, c, d, out }) => kernel.differentiate(z, 7, a, b, out, c, d),
  };
  for (const [name, run] of Object.entries(runs)) {
    it(`in ${name}`, () => {
      const fast = memoryAfter(createLogisticKernel, [7, 12], run);
      assert.deepEqual(fast, memoryAfter(logisticKernelTwin, [7, 12], run));
      assert.notDeepEqual(fast.numbers, memoryAfter(logisticKernelTwin, [7, 12], () => undefined).numbers);
    });
  }

  it("in the exponential, which is as accurate as the language's own", () => {
    const margins = [0, 1e-300, -1e-9, 0.3465, -0.35, 1, -2.5, 36.7, -37, 200, -699.9, 700, 1e4, -1e30];
    const count = margins.length;
    const outcomes = [createLogisticKernel, logisticKernelTwin].map((create) => {
      const memory = createLayout().allocate();
      const numbers = new Float64Array(memory.buffer);
      numbers.set(margins);
      numbers.fill(1, 100, 100 + count);
      numbers.fill(1, 200, 200 + count);
      const loss = create(memory).differentiate(0, count, 800, 1600, 2400, 3200, 4000);
      return { loss, numbers };
    });
    assert.deepEqual(outcomes[0], outcomes[1]);
    margins.forEach((margin, i) => {
      const expected = Math.exp(-Math.min(700, Math.abs(margin)));
      assert.ok(Math.abs(outcomes[0].numbers[300 + i] / expected - 1) < 5e-16, `${margin}`);
    });
  });
});

describe('the symmetric solver', () => {
  it('solves a system', () => {
    const a = Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6);
    assert.ok(factorise(a, 3));
    const x = solveFactorised(a, Float64Array.of(4 + 4 + 3, 2 + 10 + 9, 1 + 6 + 18), 3);
    x.forEach((value, i) => {
      assert.ok(Math.abs(value - (i + 1)) < 1e-12);
    });
  });

  it('finds the factor whatever the size', () => {
    const random = createRandom(8);
    for (const size of [1, 3, 4, 5, 9, 30]) {
      const lower = Float64Array.from({ length: size * size }, (_, at) => {
        const [i, j] = [Math.floor(at / size), at % size];
        return j > i ? 0 : i === j ? 1 + random.next() : random.normal();
      });
      const a = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          for (let k = 0; k <= j; k++) a[i * size + j] += lower[i * size + k] * lower[j * size + k];
        }
      }
      assert.ok(factorise(a, size));
      lower.forEach((value, at) => {
        assert.ok(Math.abs(a[at] - value) < 1e-6, `${size}: ${a[at]}, ${value}`);
      });
    }
  });

  it('says so when the matrix is not positive definite', () => {
    assert.equal(factorise(Float64Array.of(1, 0, 1, 1), 2), false);
  });
});
