import assert from 'node:assert/strict';
import { before, describe, it, test } from 'node:test';
import { createEncoder } from '../../../engine/categories/attribute-encoding.ts';
import { encodingStyle, flagsParameter, splitStyle } from '../../../engine/categories/encoding-style.ts';
import { fitAttributes } from '../../../engine/categories/fit-attributes.ts';
import { columnOf, selectRows } from '../../../engine/data/matrix.ts';
import type { Parameters } from '../../../engine/data/parameters.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { permutationImportance } from '../../../engine/explain/importance.ts';
import { decodeArtifact, encodeArtifact } from '../../../engine/file/artifact.ts';
import { encodePredictor, loadPredictor } from '../../../engine/file/predictor-file.ts';
import { logLoss } from '../../../engine/metrics/probability.ts';
import { exportOnnx } from '../../../engine/onnx/export-onnx.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { createRandom } from '../../../engine/random.ts';
import type { Task } from '../../../engine/task.ts';
import { labels, runOnnx } from '../onnx/onnx-runtime.ts';
import { type FormLeads, formLeads, trainOnForms } from './form-leads.ts';

const learners: readonly (readonly [EngineName, Task, Parameters])[] = [
  ['boosting', 'regression', { n_estimators: 40, [flagsParameter]: 4 }],
  ['boosting', 'classification', { n_estimators: 40, [flagsParameter]: 0 }],
  ['forest', 'classification', { n_estimators: 10, [flagsParameter]: 12 }],
  ['logistic', 'classification', { C: 1, [flagsParameter]: 12 }],
  ['logistic', 'classification', { C: 1, [flagsParameter]: 0 }],
  ['ml-xgboost', 'classification', { iterations: 20 }],
  ['ml-random-forest', 'classification', { nEstimators: 15 }],
];

for (const [engine, task, parameters] of learners) {
  describe(`a model of attributes by ${engine} (${task}, ${JSON.stringify(parameters)})`, () => {
    let leads: FormLeads;
    let predictor: Predictor;
    before(async () => {
      leads = formLeads(engine === 'ml-random-forest' ? 300 : 1500, 3, task);
      predictor = await trainOnForms(leads, engine, task, parameters);
    });

    it('answers from raw columns, and an artifact answers the same', async () => {
      const { x, y } = leads;
      const { output } = predictor.predict(x);
      const worth = (wanted: (label: number) => boolean) => {
        const rows = [...y.keys()].filter((row) => wanted(y[row]));
        return rows.reduce((sum, row) => sum + output[row], 0) / rows.length;
      };
      const middle = task === 'regression' ? 50 : 0.5;
      assert.ok(
        worth((label) => label > middle) > worth((label) => label <= middle) + (task === 'regression' ? 20 : 0.1),
      );
      const bytes = encodePredictor(predictor);
      const loaded = await loadPredictor(bytes);
      assert.deepEqual(loaded.predict(x), predictor.predict(x));
      assert.deepEqual(encodePredictor(loaded), bytes);
      assert.deepEqual(loaded.description, predictor.description);
      const few = selectRows(x, [4, 5, 6]);
      assert.equal(loaded.predict(selectRows(x, [5])).output[0], predictor.predict(few).output[1]);
    });

    it('is explained by raw column, in sums that give the answer', () => {
      const rows = predictor.explainRows(selectRows(leads.x, [0, 1, 2, 3]));
      for (const { base, output, contributions, raw } of rows) {
        assert.equal(contributions.length, 4);
        assert.equal(raw.contributions.length, 4);
        assert.ok(Math.abs(base + contributions.reduce((sum, each) => sum + each, 0) - output) < 1e-6);
      }
    });

    it('answers in onnxruntime as it does here, unknown and missing texts included', async () => {
      const { x, texts } = leads;
      const count = 150;
      const rows = selectRows(x, [...Array(count).keys()]);
      const [source, city] = ['lead:Source', 'lead:City'].map((name) => texts[name].slice(0, count));
      source[0] = 'never seen';
      rows.values[1] = 5;
      source[1] = null;
      rows.values[4 + 1] = 0;
      const numbers = { rows: count, columns: 2, values: new Float64Array(count * 2) };
      for (let row = 0; row < count; row++)
        numbers.values.set([rows.values[row * 4], rows.values[row * 4 + 2]], row * 2);
      const expected = predictor.predict(rows);
      const { output, positive } = await runOnnx(exportOnnx(predictor, labels), numbers, {
        'lead:Source': source,
        'lead:City': city,
      });
      expected.output.forEach((value, row) => {
        assert.ok(Math.abs(output[row] - value) <= 1e-5, `row ${row}: ${output[row]} instead of ${value}`);
      });
      assert.deepEqual(positive, expected.positive && Array.from(expected.positive));
    });
  });
}

test('the column that decides is the important one', async () => {
  const leads = formLeads(1500, 3);
  const predictor = await trainOnForms(leads, 'boosting', 'classification', { n_estimators: 40 });
  const importance = permutationImportance({
    predict: (x) => predictor.predict(x).output,
    ...leads,
    loss: (y, p) => logLoss(y, p).value ?? 0,
    repeats: 1,
    seed: 1,
  });
  assert.equal(importance.indexOf(Math.max(...importance)), 1);
});

test('an average of a row comes from other parts, so rows that share a target learn nothing from each other', () => {
  const [groups, each] = [400, 4];
  const random = createRandom(9);
  const values = Float64Array.from({ length: groups * each }, (_, row) => 1 + Math.floor(row / each / 2));
  const y = Float64Array.from({ length: groups }, () => random.integer(2)).reduce<number[]>(
    (all, label) => all.concat(Array<number>(each).fill(label)),
    [],
  );
  const columns = [{ column: 0, levels: Array.from({ length: groups / 2 }, (_, level) => `${level}`) }];
  const style = encodingStyle({ [flagsParameter]: 0 }, false);
  const averages = (partOf: (row: number) => number) => {
    const parts = Uint8Array.from(y, (_, row) => partOf(row));
    const x = { rows: y.length, columns: 1, values };
    return columnOf(fitAttributes(x, Float64Array.from(y), 'classification', { columns, parts }, style).x, 0);
  };
  const distance = (found: Float64Array) => {
    const mean = (label: number) => {
      const rows = [...y.keys()].filter((row) => y[row] === label);
      return rows.reduce((sum, row) => sum + found[row], 0) / rows.length;
    };
    return mean(1) - mean(0);
  };
  assert.ok(Math.abs(distance(averages((row) => Math.floor(row / each) % 5))) < 0.05);
  assert.ok(distance(averages((row) => row % 5)) > 0.1);
});

test('few levels become flags, many an average, and a feature stays as it is', () => {
  const { x, y, attributes } = formLeads(300, 4);
  const style = encodingStyle({ [flagsParameter]: 4 }, false);
  const { encoding } = fitAttributes(x, y, 'classification', attributes, style);
  const flags = encoding.features.filter(({ column }) => column === 1).length;
  // a level each, and missing
  assert.equal(flags, 5);
  assert.equal(encoding.features.filter(({ column }) => column === 3).length, 1);
  assert.deepEqual(encoding.features[0], { column: 0, source: 0, kind: 'value' });
});

test('a code that no level has is refused', () => {
  const encode = createEncoder({
    attributes: [{ column: 0, levels: ['a'] }],
    features: [{ column: 0, source: 0, kind: 'by level', values: [7, 8, 9] }],
  });
  const column = (...values: number[]) => ({ rows: values.length, columns: 1, values: Float64Array.from(values) });
  assert.deepEqual([...encode(column(Number.NaN, 0, 1, 2)).values], [7, 7, 8, 9]);
  for (const value of [3, 0.5, -1]) assert.throws(() => encode(column(value)), { code: 'invalid_input' });
});

test('an artifact whose encoding is of other columns is refused', async () => {
  const predictor = await trainOnForms(formLeads(200, 3), 'boosting', 'classification', { n_estimators: 3 });
  const { header, sections } = decodeArtifact(encodePredictor(predictor));
  const { attributes, features } = header.encoding as { attributes: object[]; features: object[] };
  const damaged = [
    { attributes, features: features.slice(1) },
    { attributes: [], features },
    { attributes: [{ column: 9, levels: null }], features },
    {},
    undefined,
  ];
  for (const encoding of damaged) {
    await assert.rejects(loadPredictor(encodeArtifact({ header: { ...header, encoding }, sections })), {
      code: 'artifact_damaged',
    });
  }
});

test('the style belongs to the encoding, the other parameters to the learner', () => {
  assert.deepEqual(splitStyle({ C: 1 }), { style: {}, learner: { C: 1 } });
  assert.deepEqual(splitStyle({ C: 1, [flagsParameter]: 4 }), { style: { [flagsParameter]: 4 }, learner: { C: 1 } });
  assert.throws(() => encodingStyle({ [flagsParameter]: 1.5 }, false), { code: 'invalid_input' });
});
