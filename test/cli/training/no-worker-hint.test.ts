import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutput } from '../../../cli/session/output.ts';
import { createNoWorkerHint } from '../../../cli/training/no-worker-hint.ts';

/** The hints that are printed when each status comes a second after the one before. */
function told(stale: readonly boolean[]): string[] {
  const lines: string[] = [];
  const output = createOutput({ write: () => {} }, { write: (line: string) => lines.push(line) }, {}, false);
  let now = 0;
  const hint = createNoWorkerHint(output, () => now);
  for (const each of stale) {
    hint.observe({ stale: each });
    now += 1000;
  }
  return lines;
}

test('when no worker answers for a training, a hint says once how to start one', () => {
  const lines = told(Array.from({ length: 20 }, () => true));
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^No worker answers: .*npm start.*workers\/training\.ts/);
});

test('there is no hint about a worker that is silent only for a moment', () => {
  assert.deepEqual(told([true, true, true, false, true, true, true, false]), []);
});
