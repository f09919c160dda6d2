import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { forest } from '../../../engine/forest/forest.ts';
import type { Task } from '../../../engine/task.ts';
import { matrixFromRows } from '../matrices.ts';

type Case = {
  readonly name: string;
  readonly task: Task;
  readonly missing: boolean;
  readonly weighted: boolean;
  readonly parameters: Readonly<Record<string, number>>;
  readonly nodes: number;
  readonly outputs: readonly number[];
};

/** Trees of scikit-learn 1.9 for 60 rows. Each value has its own bin, so both choose from the same splits. */
const fixture: {
  readonly x: number[][];
  readonly holed: (number | null)[][];
  readonly scores: number[];
  readonly classes: number[];
  readonly weights: number[];
  readonly cases: Case[];
} = JSON.parse(readFileSync(new URL('../fixtures/decision-trees.json', import.meta.url), 'utf8'));
const whole = matrixFromRows(fixture.x);
const holed = matrixFromRows(fixture.holed.map((row) => row.map((value) => value ?? Number.NaN)));

describe('one tree of all rows and features', () => {
  for (const { name, task, missing, weighted, parameters, nodes, outputs } of fixture.cases) {
    it(`is the tree of scikit-learn: ${name}`, async () => {
      const x = missing ? holed : whole;
      const fitted = await forest.fit({
        x,
        y: Float64Array.from(task === 'regression' ? fixture.scores : fixture.classes),
        task,
        weights: weighted ? Float64Array.from(fixture.weights) : undefined,
        parameters: { ...parameters, n_estimators: 1, bootstrap: 0, max_features: 1 },
        seed: 1,
      });
      assert.equal(fitted.diagnostics.nodes, nodes);
      fitted.predict(x).forEach((output, r) => {
        assert.ok(Math.abs(output - outputs[r]) < 1e-9, `row ${r}: ${output}, ${outputs[r]}`);
      });
    });
  }
});
