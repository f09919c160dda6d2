import type { Matrix } from '../data/matrix.ts';
import { releaseMemory } from '../kernel/kernel.ts';
import { sharedCopy } from '../parallel/shared-copy.ts';
import type { Team } from '../parallel/team.ts';
import { type PackedTrees, packTrees } from './packed-trees.ts';
import { predictRows } from './predict-rows.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { type WalkKernel, walkKernel, walkTwin } from './walk-trees.ts';

/** Below this, waking other threads takes longer than walking the trees. */
const minimumRowsForTeam = 5_000;

export type TreePredictor = {
  predict(x: Matrix, team?: Team): Float64Array;
  /** Frees its memory for the next one; if it predicts again, it takes new memory. */
  free(): void;
};

/**
 * Packs the trees at the first call, so that a model that never predicts pays nothing.
 * @param twin true: the kernel in TypeScript.
 */
export function createTreePredictor(trees: TreeEnsemble, twin = false): TreePredictor {
  let packed: PackedTrees | undefined;
  let kernel: WalkKernel | undefined;
  let buffer: Float64Array | undefined;

  function predict(x: Matrix, team?: Team): Float64Array {
    const threads = team === undefined || x.rows < minimumRowsForTeam ? 1 : team.size;
    if (packed === undefined || kernel === undefined || buffer === undefined || packed.places.length < threads) {
      free();
      packed = packTrees(trees, threads);
      kernel = twin ? walkTwin(packed.memory) : walkKernel(packed.memory);
      buffer = new Float64Array(packed.memory.buffer);
    }
    if (threads > 1 && team !== undefined) return predictTogether(packed, x, team);
    const outputs = new Float64Array(x.rows);
    predictRows(packed, kernel, buffer, x.values, outputs, 0, x.rows, 0);
    return outputs;
  }

  function free(): void {
    if (packed !== undefined) releaseMemory(packed.memory);
    packed = undefined;
  }

  return { predict, free };
}

function predictTogether(packed: PackedTrees, x: Matrix, team: Team): Float64Array {
  const shared = x.values.buffer instanceof SharedArrayBuffer;
  const values = shared ? x.values : sharedCopy(x.values);
  const outputs = new Float64Array(new SharedArrayBuffer(8 * x.rows));
  team.run('predict', { packed, values, outputs });
  return outputs.slice();
}
