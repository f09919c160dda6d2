import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InferenceSession } from 'onnxruntime-node';
import protobuf from 'protobufjs';
import { exportOnnx, metadataSchema, onnxValues } from '../../../engine/onnx/export-onnx.ts';
import { predictorOfTrees, randomFeatures, randomTrees, regressionFinish } from '../predictor/random-predictor.ts';
import { labels, runOnnx } from './onnx-runtime.ts';

const x = randomFeatures(60);
const settings = { precision: 'float64', output: 'logistic', base: 0, trees: 3, depth: 3, leafSize: 1 } as const;
const predictor = predictorOfTrees(x, randomTrees(x, settings), {
  task: 'classification',
  calibration: { method: 'platt', a: -1, b: 0 },
  threshold: { value: 0.4, margin: 0 },
});

/** The fields of `onnx.proto` that describe the model. */
const about = protobuf
  .parse(
    `syntax = "proto2";
    message Model {
      required int64 ir_version = 1;
      required string producer_name = 2;
      required string producer_version = 3;
      required string doc_string = 6;
      message Entry { required string key = 1; required string value = 2; }
      repeated Entry metadata_props = 14;
    }`,
  )
  .root.lookupType('Model');

function read(bytes: Uint8Array) {
  const model = about.toObject(about.decode(bytes), { longs: Number });
  const entries = (model.metadataProps as { key: string; value: string }[]).map(({ key, value }) => [key, value]);
  return { model, metadata: Object.fromEntries(entries) };
}

describe('an ONNX file', () => {
  it('has the same bytes for the same model', () => {
    assert.deepEqual(exportOnnx(predictor, labels), exportOnnx(predictor, labels));
  });

  it('says what made it, from which model, and what its features are', () => {
    const { model, metadata } = read(exportOnnx(predictor, labels));
    assert.deepEqual([model.irVersion, model.producerName, model.producerVersion], [8, 'perennial', '1.2.3']);
    assert.deepEqual(metadata, {
      schema: metadataSchema,
      model: 'churn',
      version: '2026-11-22.1',
      task: 'classification',
      engine: 'boosting',
      feature_names: '["age","f1","f2","f3","f4","f5"]',
      feature_units: '["days","","","","",""]',
      calibration: 'platt',
      threshold: '0.4',
    });
    assert.match(model.docString, /^Who is leaving\.\n\n- features, float32 \[rows, 6\]: .*NaN/);
    assert.match(model.docString, /\n- positive, bool \[rows\]: whether the probability is at least 0\.4\n/);
    assert.match(model.docString, /\n0\. age \(days\): Since the contact was created\n1\. f1\n/);
  });

  it('states the range of a score, which has no class', () => {
    const trees = randomTrees(x, { ...settings, output: 'sum' });
    const scores = predictorOfTrees(x, trees, regressionFinish([0, 100]));
    const { metadata } = read(exportOnnx(scores, labels));
    assert.deepEqual([metadata.task, metadata.range, metadata.threshold], ['regression', '[0,100]', undefined]);
    assert.deepEqual(
      onnxValues(scores.description, labels).outputs.map(({ name }) => name),
      ['score'],
    );
  });

  it('has the inputs and outputs that its description lists', async () => {
    const { inputs, outputs } = onnxValues(predictor.description, labels);
    const session = await InferenceSession.create(exportOnnx(predictor, labels));
    const told = [...session.inputMetadata, ...session.outputMetadata].map((value) => {
      assert.ok(value.isTensor);
      return `${value.name}: ${value.type} [${value.shape.join(', ')}]`;
    });
    assert.deepEqual(
      told,
      [...inputs, ...outputs].map(({ name, type }) => `${name}: ${type}`),
    );
    await session.release();
  });

  it('refuses rows of another width', async () => {
    await assert.rejects(
      runOnnx(exportOnnx(predictor, labels), { rows: 1, columns: 2, values: new Float64Array(2) }),
      /Got: 2 Expected: 6/,
    );
  });
});
