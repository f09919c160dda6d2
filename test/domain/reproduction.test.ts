import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differingMetrics, type ReproductionFacts, refuseReproduction } from '../../domain/reproduction.ts';

const facts: ReproductionFacts = {
  ...{ runId: 'r/churn', artifactHash: 'ab', adapted: false, hasSnapshot: true, wasScrubbed: false },
  ...{ code: { recorded: '1+a', present: '1+a' }, build: { recorded: 'x64, V8 13', present: 'x64, V8 13' } },
};

test('a run is reproduced where its snapshot, code and engine are as they were', () => {
  assert.equal(refuseReproduction(facts, false), null);
  assert.equal(refuseReproduction({ ...facts, build: { recorded: null, present: 'x64, V8 13' } }, false), null);
});

test('what is not as it was is named', () => {
  const refused: Partial<ReproductionFacts>[] = [
    { artifactHash: null },
    { adapted: true },
    { code: { recorded: '1+a', present: '1+b' } },
    { build: { recorded: 'x64, V8 12', present: 'x64, V8 13' } },
    { hasSnapshot: false },
    { wasScrubbed: true },
  ];
  assert.deepEqual(
    refused.map((change) => refuseReproduction({ ...facts, ...change }, false)?.why),
    ['not_trained', 'adapted', 'other_code', 'other_build', 'snapshot_gone', 'person_erased'],
  );
});

test('code and machine may differ on request, a snapshot that is gone can not', () => {
  const elsewhere = { ...facts, code: { recorded: '1', present: '2' }, build: { recorded: 'arm64', present: 'x64' } };
  assert.equal(refuseReproduction(elsewhere, true), null);
  assert.equal(refuseReproduction({ ...elsewhere, hasSnapshot: false }, true)?.why, 'snapshot_gone');
});

test('metrics are compared to the last bit, and an undefined one is none', () => {
  const recorded = { mae: 0.1 + 0.2, r2: null, gone: 1 };
  assert.deepEqual(differingMetrics(recorded, { mae: 0.3, r2: null, came: 2 }), ['mae', 'gone', 'came']);
  assert.deepEqual(differingMetrics(recorded, { ...recorded }), []);
});
