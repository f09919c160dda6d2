import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { flagsParameter } from '../../engine/categories/encoding-style.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import { loadPredictor } from '../../engine/file/predictor-file.ts';
import { createRandom } from '../../engine/random.ts';
import { evaluateModel } from '../../jobs/evaluate-model.ts';
import { crossValidate, fitFinal } from '../../jobs/fit.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { measureDrift } from '../../jobs/measure-drift.ts';
import { prepare } from '../../jobs/prepare.ts';
import { columnsToTrain, rawMatrix } from '../../jobs/raw-columns.ts';
import type { Division } from '../../jobs/training-set.ts';
import { encodeSnapshot, type SnapshotTable } from '../../store/artifacts/snapshot-table.ts';

const division: Division = { task: 'classification', testSize: 0.25, cvFolds: 3, seed: 1, shuffleLabels: false };
const context: JobContext = { progress: () => {}, stopped: () => false };
const engine = 'boosting';
const oneHot: Parameters = { n_estimators: 30, [flagsParameter]: 12 };

/** Contacts of whom a form is all that is known. @param sources by how often they occur. */
function formRows(seed: number, sources: Readonly<Record<string, number>>, rows = 500): SnapshotTable {
  const random = createRandom(seed);
  const bag = Object.entries(sources).flatMap(([source, share]) => Array<string>(share).fill(source));
  const draw = () => bag[random.integer(bag.length)];
  const texts = Array.from({ length: rows }, draw);
  return {
    model: 'churn',
    asOf: '2026-06-01T00:00:00.000Z',
    horizonDays: 30,
    features: ['opted_in'],
    units: ['flag'],
    subjects: texts.map((_, row) => `c-${String(row).padStart(4, '0')}`),
    contacts: texts.map((_, row) => `c-${String(row).padStart(4, '0')}`),
    moments: Float64Array.from(texts, (_, row) => Date.parse('2026-06-01') - (row % 60) * 86_400_000),
    labels: Float64Array.from(texts, (text) => Number(random.next() < (text === 'Referral' ? 0.8 : 0.25))),
    values: Float64Array.from(texts, () => random.integer(2)),
    attributes: [
      { name: 'contact:Source', kind: 'category', texts },
      { name: 'contact:Size', kind: 'number', numbers: Float64Array.from(texts, () => random.integer(50)) },
    ],
  };
}

async function train(snapshot: Uint8Array, parameters: Parameters): Promise<{ artifact: Uint8Array; loss: number }> {
  const data = await prepare({ snapshot, division, engine, parameters });
  const fit = { data, division, engine, parameters, range: undefined } as const;
  const { outOfFold, meanLoss } = await crossValidate(fit, context);
  return { artifact: await fitFinal({ ...fit, model: 'churn', outOfFold }, context), loss: meanLoss };
}

describe('jobs with attributes', () => {
  const table = formRows(1, { Google: 4, Referral: 3, Radio: 1 });
  const snapshot = encodeSnapshot(table);
  let artifact: Uint8Array;
  before(async () => {
    artifact = (await train(snapshot, oneHot)).artifact;
  });

  it('give a score from a form alone, and the same bytes each time', async () => {
    assert.deepEqual((await train(snapshot, oneHot)).artifact, artifact);
    const { metrics, importance, golden } = await evaluateModel({
      snapshot,
      division,
      labels: null,
      artifact,
      outOfFold: null,
      champion: null,
    });
    assert.ok((metrics.rocAuc ?? 0) > 0.7, `${metrics.rocAuc}`);
    assert.equal(importance[0].feature, 'contact:Source');
    // codes, or null where missing, which the loaded model must answer bit for bit
    assert.equal(golden?.features[0].length, 3);
  });

  it('choose the style of the encoding by cross-validation', async () => {
    const [flags, averages] = [
      await train(snapshot, oneHot),
      await train(snapshot, { ...oneHot, [flagsParameter]: 0 }),
    ];
    assert.notEqual(flags.loss, averages.loss);
    const kinds = async (bytes: Uint8Array) =>
      (await loadPredictor(bytes)).description.encoding?.features.filter(({ column }) => column === 1).length;
    assert.deepEqual([await kinds(flags.artifact), await kinds(averages.artifact)], [3, 1]);
  });

  it("compare a champion by its own levels, whatever the training's are", async () => {
    const newer = formRows(2, { Google: 1, Referral: 5, Podcast: 2 });
    const { artifact: challenger } = await train(encodeSnapshot(newer), oneHot);
    const compare = (compared: SnapshotTable) =>
      evaluateModel({
        snapshot: encodeSnapshot(compared),
        division,
        labels: null,
        artifact: challenger,
        outOfFold: null,
        champion: { artifact, name: '2026-11-15.1', trainedOn: [] },
      });
    const { comparison } = await compare(newer);
    assert.ok(comparison !== null && Math.abs(comparison.difference) < 0.02, JSON.stringify(comparison));
    // the same texts among the columns that only the champion reads
    const [source, size] = newer.attributes ?? [];
    const { artifact: without } = await train(encodeSnapshot({ ...newer, attributes: [size] }), oneHot);
    const moved = { features: [], units: [], values: new Float64Array(), attributes: [source] };
    const result = await evaluateModel({
      snapshot: encodeSnapshot({ ...newer, attributes: [size], compared: moved }),
      division,
      labels: null,
      artifact: without,
      outOfFold: null,
      champion: { artifact, name: '2026-11-15.1', trainedOn: [] },
    });
    assert.ok(result.comparison !== null && result.comparison.difference > 0.03, JSON.stringify(result.comparison));
    // rows that don't have the column at all were read before the champion was deployed
    const { notCompared } = await evaluateModel({
      snapshot: encodeSnapshot({ ...newer, attributes: [size] }),
      division,
      labels: null,
      artifact: without,
      outOfFold: null,
      champion: { artifact, name: '2026-11-15.1', trainedOn: [] },
    });
    assert.equal(notCompared?.why, 'deployed_meanwhile');
  });

  it("measure the drift of a category by its levels' frequencies", async () => {
    const drift = async (current: SnapshotTable) => {
      const measured = await measureDrift({ artifact, snapshot, testSize: division.testSize, current, importance: [] });
      return (metric: string, feature = 'contact:Source') =>
        measured.find((each) => each.metric === metric && each.segment === `feature=${feature}`);
    };
    const same = await drift(formRows(3, { Google: 4, Referral: 3, Radio: 1 }, 300));
    const psi = same('psi');
    assert.ok((psi?.value ?? 1) < (psi?.noise ?? 0), JSON.stringify(psi));
    // codes have no distances
    assert.equal(same('ks'), undefined);
    assert.notEqual(same('ks', 'contact:Size'), undefined);
    const other = (await drift(formRows(4, { Google: 1, Referral: 1, Podcast: 6 }, 300)))('psi');
    assert.ok((other?.value ?? 0) > 0.25 && (other?.value ?? 0) > (other?.noise ?? 1), JSON.stringify(other));
    const gone = await drift({ ...formRows(5, { Google: 1 }, 300), attributes: undefined });
    assert.equal(gone('missing')?.value, 1);
  });
});

describe('the columns of a model', () => {
  it('are codes of its own levels, whatever the kind that the snapshot has now', () => {
    const table = formRows(1, { Google: 1 }, 3);
    const attributes = [
      { name: 'contact:Source', kind: 'number', numbers: Float64Array.of(7, Number.NaN, 8) },
      { name: 'contact:Size', kind: 'category', texts: ['12', 'many', null] },
    ] as const;
    const columns = {
      names: ['contact:Size', 'contact:Source', 'contact:gone'],
      attributes: [
        { column: 0, levels: null },
        { column: 1, levels: ['8', '7'] },
        { column: 2, levels: ['a'] },
      ],
    };
    const { values } = rawMatrix({ ...table, attributes }, columns);
    const no = Number.NaN;
    assert.deepEqual([...values], [12, 2, no, no, no, no, no, 1, no]);
  });

  it('have levels of the training rows alone', () => {
    const table = formRows(1, { Google: 1 }, 4);
    const attributes = [{ name: 'contact:Source', kind: 'category', texts: ['a', 'held out', 'b', 'b'] }] as const;
    assert.deepEqual(columnsToTrain({ ...table, attributes }, [0, 2, 3]), {
      names: ['opted_in', 'contact:Source'],
      attributes: [{ column: 1, levels: ['b', 'a'] }],
    });
  });
});
