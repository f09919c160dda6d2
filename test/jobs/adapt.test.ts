import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isProven } from '../../domain/adaptation.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import type { ModelName } from '../../domain/models.ts';
import { loadPredictor } from '../../engine/file/predictor-file.ts';
import { createRandom } from '../../engine/random.ts';
import { adapt } from '../../jobs/adapt/adapt.ts';
import { evaluateModel } from '../../jobs/evaluate-model.ts';
import { crossValidate, fitFinal } from '../../jobs/fit.ts';
import { prepare } from '../../jobs/prepare.ts';
import { encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const horizonDays = 30;
const context = { progress: () => {}, stopped: () => false };

/** A subject every four hours, of a contact of its own; what feature `a` means turns around at `changeDay`. */
function business({
  days,
  changeDay,
  seed,
  model = 'lead_scoring',
}: {
  readonly days: number;
  readonly changeDay: number;
  readonly seed: number;
  readonly model?: ModelName;
}) {
  const random = createRandom(seed);
  const rows = days * 6;
  const moments = Float64Array.from({ length: rows }, (_, row) => start + (row * day) / 6);
  const values = Float64Array.from({ length: rows * 3 }, () => random.normal());
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const sign = moments[row] < start + changeDay * day ? 1 : -1;
    const worth = 50 + sign * 20 * Math.tanh(values[row * 3]) + 5 * random.normal();
    return model === 'lead_scoring' ? Math.min(100, Math.max(0, worth)) : Number(worth + 5 * random.normal() > 50);
  });
  const table = {
    ...{ model, asOf: new Date(start + days * day).toISOString(), horizonDays },
    ...{ features: ['a', 'b', 'c'], units: ['1', '1', '1'], moments, labels, values },
    subjects: Array.from({ length: rows }, (_, row) => `s-${seed}-${row}`),
    contacts: Array.from({ length: rows }, (_, row) => `c-${seed}-${row}`),
  };
  return { table, bytes: encodeSnapshot(table) };
}

const division = { task: 'regression', testSize: 0.2, cvFolds: 5, seed: 1, shuffleLabels: false } as const;
const learner = { engine: 'boosting', parameters: { n_estimators: 60 }, range: [0, 100] } as const;

async function train(snapshot: Uint8Array): Promise<Uint8Array> {
  const data = await prepare({ snapshot, division, engine: 'boosting' });
  const { outOfFold } = await crossValidate({ data, division, ...learner }, context);
  return await fitFinal({ data, division, ...learner, model: 'lead_scoring', outOfFold }, context);
}

async function adapted(artifact: Uint8Array, snapshot: Uint8Array, sinceDay: number) {
  const since = start + (sinceDay + horizonDays) * day;
  return await adapt({ snapshot, division, ...learner, model: 'lead_scoring', artifact, since }, context);
}

describe('a champion in a world that turned around', () => {
  const before = business({ days: 100, changeDay: 1000, seed: 1 });
  const championOf = train(before.bytes);

  it('is mapped the other way round by the labels of a week, which prove it on the labels that follow', async () => {
    const after = business({ days: 107, changeDay: 100, seed: 2 });
    // the figure's window dates the change ten days too early
    const found = await adapted(await championOf, after.bytes, 90);
    assert.ok(found !== null && found.artifact !== null);
    assert.ok(['affine', 'monotone'].includes(found.chosen), found.chosen);
    assert.equal(isProven(found), true);
    assert.ok(found.comparison.high < -5 && (found.metrics.mae ?? 100) < 9, JSON.stringify(found.comparison));
    assert.ok(Math.abs(Date.parse(found.since) - start - 100 * day) < day, found.since);
    const [served, mapped] = [await loadPredictor(await championOf), await loadPredictor(found.artifact)];
    const x = { rows: 1, columns: 3, values: Float64Array.of(1.5, 0, 0) };
    assert.ok(served.predict(x).output[0] > 60 && mapped.predict(x).output[0] < 40);
  });

  it('gives the same bytes again', async () => {
    const after = business({ days: 107, changeDay: 100, seed: 2 });
    const [one, two] = [
      await adapted(await championOf, after.bytes, 90),
      await adapted(await championOf, after.bytes, 90),
    ];
    assert.deepEqual(one, two);
  });

  it('is kept where nothing changed, and where too few labels have come', async () => {
    const same = await adapted(await championOf, business({ days: 130, changeDay: 1000, seed: 3 }).bytes, 100);
    assert.ok(same !== null && !isProven(same), JSON.stringify(same?.comparison));
    assert.equal(await adapted(await championOf, business({ days: 102, changeDay: 100, seed: 4 }).bytes, 100), null);
  });

  it('loses its map when the world turns back', async () => {
    const turned = await adapted(await championOf, business({ days: 107, changeDay: 100, seed: 2 }).bytes, 90);
    const back = business({ days: 107, changeDay: 1000, seed: 5 });
    const found = await adapted(turned?.artifact ?? new Uint8Array(), back.bytes, 95);
    assert.equal(found?.chosen, 'unmapped');
    assert.equal(found && isProven(found), true);
    const unmapped = await loadPredictor(found?.artifact ?? new Uint8Array());
    assert.equal(unmapped.description.finish.map, undefined);
  });
});

describe('the evaluation of an adapted model', () => {
  it('reads the holdout of those who came since the change, for the champion too', async () => {
    const artifact = await train(business({ days: 100, changeDay: 1000, seed: 1 }).bytes);
    const after = business({ days: 120, changeDay: 100, seed: 2 });
    const found = await adapted(artifact, after.bytes, 90);
    const evaluated = await evaluateModel({
      ...{ snapshot: after.bytes, division, labels: null, artifact: found?.artifact ?? artifact, outOfFold: null },
      champion: { artifact, name: '2026-11-15.1', trainedOn: [] },
      cameSince: start + 100 * day,
    });
    const { metrics, comparison, golden, picture } = evaluated;
    assert.ok((metrics.mae ?? 100) < 9 && (comparison?.high ?? 0) < -5, JSON.stringify(comparison));
    const held = after.table.contacts.filter((contact, row) => isHeldOut(contact, 0.2) && row >= 600);
    assert.equal(comparison?.rows, held.length);
    const beside = picture?.beside;
    assert.deepEqual([picture?.rows, beside?.rows, beside?.metrics], [held.length, held.length, metrics]);
    const difference = (beside?.metrics.mae ?? 0) - (beside?.championMetrics.mae ?? 0);
    assert.ok(Math.abs(difference - (comparison?.difference ?? 0)) < 1e-9);
    assert.ok(golden.features.length > 0);
  });

  it('is undefined where none of them is held out', async () => {
    const { bytes } = business({ days: 60, changeDay: 1000, seed: 1 });
    const artifact = await train(bytes);
    const champion = { artifact, name: '2026-11-15.1', trainedOn: [] };
    const input = { snapshot: bytes, division, labels: null, artifact, outOfFold: null, champion };
    const { metrics, comparison, picture } = await evaluateModel({ ...input, cameSince: start + 60 * day });
    assert.deepEqual([metrics.mae, comparison, picture], [null, null, null]);
  });
});
