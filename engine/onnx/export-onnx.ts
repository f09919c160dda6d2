import type { ModelStructure } from '../estimator.ts';
import { canonicalJson } from '../file/canonical-json.ts';
import type { PredictorDescription } from '../predictor/predictor.ts';
import { addColumns, onnxColumns } from './attribute-nodes.ts';
import { addCalibration, addClip, addOutputMap } from './calibration-nodes.ts';
import { createGraph, type Graph, operatorSets, tensorInfo } from './graph.ts';
import { addLogistic, addPreprocessing } from './linear-nodes.ts';
import { encodeOnnxFile } from './onnx-file.ts';
import { addTrees } from './tree-nodes.ts';

/** What the file says about the model, beside the computation. */
export type OnnxLabels = {
  /** A word such as `churn`: the graph's name. */
  readonly model: string;
  readonly version: string;
  /** Version of the program that writes the file. */
  readonly producerVersion: string;
  /** What the model predicts and for whom, in a sentence or two. */
  readonly description: string;
  /** What the score or the probability is, e.g. `probability that the contact leaves within 30 days`. */
  readonly output: string;
  /** By feature name; features without one are listed by their name alone. */
  readonly features: Readonly<Record<string, { readonly unit: string; readonly description: string }>>;
};

/** Version of the layout of `metadata_props`. */
export const metadataSchema = 'perennial-onnx/1';

export type OnnxValue = { readonly name: string; readonly type: string; readonly meaning: string };

/** The file's inputs and outputs, described for people and scripts. */
export function onnxValues(
  description: Pick<PredictorDescription, 'featureNames' | 'finish' | 'encoding'>,
  { output }: Pick<OnnxLabels, 'output'>,
): { readonly inputs: readonly OnnxValue[]; readonly outputs: readonly OnnxValue[] } {
  const { finish } = description;
  const { numbers, categories } = onnxColumns(description);
  const features = {
    name: 'features',
    type: `float32 [rows, ${numbers.length}]`,
    meaning: 'one row per subject: the features in the order of feature_names, NaN where one is not known',
  };
  const inputs = [
    ...(numbers.length === 0 ? [] : [features]),
    ...categories.map(({ name }) => ({ name, type: 'string [rows]', meaning: 'as imported; empty where not known' })),
  ];
  if (finish.task === 'regression') {
    const range = finish.range === null ? '' : `, ${finish.range[0]} to ${finish.range[1]}`;
    return {
      inputs,
      outputs: [{ name: 'score', type: 'float32 [rows]', meaning: `${output}${range}` }],
    };
  }
  return {
    inputs,
    outputs: [
      { name: 'probability', type: 'float32 [rows]', meaning: `${output}, 0 to 1, calibrated` },
      {
        name: 'positive',
        type: 'bool [rows]',
        meaning: `whether the probability is at least ${finish.threshold.value}`,
      },
    ],
  };
}

/**
 * The whole model as an ONNX file (operators of opset 17, trees of ai.onnx.ml 3): from raw features to a score inside its range, or to a
 * calibrated probability and its class. For features that are float32 numbers, missing ones included, it answers as the predictor
 * does; only the output is rounded to float32. The same model and labels give the same bytes.
 */
export function exportOnnx(
  model: { readonly description: PredictorDescription; readonly structure: ModelStructure },
  labels: OnnxLabels,
): Uint8Array {
  const { description } = model;
  const graph = createGraph();
  addModel(graph, model);
  const { inputs, outputs } = onnxValues(description, labels);
  const width = onnxColumns(description).numbers.length;
  const usesTrees = graph.nodes.some(({ domain }) => domain === 'ai.onnx.ml');
  return encodeOnnxFile({
    irVersion: 8,
    producerName: 'perennial',
    producerVersion: labels.producerVersion,
    domain: 'perennial',
    docString: documentation(description, labels),
    opsetImport: (usesTrees ? (['', 'ai.onnx.ml'] as const) : ([''] as const)).map((domain) => ({
      domain,
      version: operatorSets[domain],
    })),
    metadataProps: Object.entries(metadata(description, labels)).map(([key, value]) => ({ key, value })),
    graph: {
      name: labels.model,
      docString: labels.description,
      node: graph.nodes,
      initializer: graph.initializers,
      input: inputs.map(({ name, meaning }) =>
        name === 'features' ? tensorInfo(name, 'float', width, meaning) : tensorInfo(name, 'string', null, meaning),
      ),
      output: outputs.map(({ name, meaning }) =>
        tensorInfo(name, name === 'positive' ? 'bool' : 'float', null, meaning),
      ),
    },
  });
}

function addModel(
  graph: Graph,
  { description, structure }: { readonly description: PredictorDescription; readonly structure: ModelStructure },
): void {
  const { preprocessor, finish } = description;
  const learnt =
    structure.kind === 'trees'
      ? addTrees(graph, addColumns(graph, description, 'float'), preprocessor, structure.trees)
      : addLogistic(graph, addPreprocessing(graph, addColumns(graph, description, 'double'), preprocessor), structure);
  if (finish.task === 'regression') {
    const { range, map } = finish;
    const inRange = (value: string, result: string) =>
      range === null ? value : addClip(graph, value, ...range, result);
    const score = inRange(learnt, 'within_range');
    const answer = map === undefined ? score : inRange(addOutputMap(graph, score, map), 'mapped_within_range');
    graph.cast(answer, 'float', 'score');
    return;
  }
  const calibrated = addCalibration(graph, learnt, finish.calibration);
  const probability = finish.map === undefined ? calibrated : addOutputMap(graph, calibrated, finish.map);
  const threshold = graph.doubles('threshold', finish.threshold.value);
  graph.cast(probability, 'float', 'probability');
  graph.add({ operator: 'GreaterOrEqual', inputs: [probability, threshold], result: 'positive' });
}

function documentation(description: PredictorDescription, labels: OnnxLabels): string {
  const { inputs, outputs } = onnxValues(description, labels);
  const values = [...inputs, ...outputs].map(({ name, type, meaning }) => `- ${name}, ${type}: ${meaning}`);
  const { numbers, categories } = onnxColumns(description);
  const features = numbers.map(({ name }, at) => {
    const about = labels.features[name];
    return `${at}. ${name}${about === undefined ? '' : ` (${about.unit}): ${about.description}`}`;
  });
  const levels = categories.map(({ name, levels: texts }) => `- ${name}: ${texts.join(', ')}`);
  const ofCategories = levels.length === 0 ? [] : ['', 'Levels:', ...levels];
  return [labels.description, '', ...values, '', 'Features:', ...features, ...ofCategories].join('\n');
}

/** Values are strings; lists are JSON, one element per column of `features`, or per category. */
function metadata(description: PredictorDescription, labels: OnnxLabels): Record<string, string> {
  const { task, engine, finish } = description;
  const { numbers, categories } = onnxColumns(description);
  const common = {
    schema: metadataSchema,
    model: labels.model,
    version: labels.version,
    task,
    engine,
    feature_names: canonicalJson(numbers.map(({ name }) => name)),
    feature_units: canonicalJson(numbers.map(({ name }) => labels.features[name]?.unit ?? '')),
    ...(categories.length > 0 && { category_names: canonicalJson(categories.map(({ name }) => name)) }),
    ...(finish.map && { output_map: finish.map.kind }),
  };
  if (finish.task === 'regression') {
    return finish.range === null ? common : { ...common, range: canonicalJson(finish.range) };
  }
  const { calibration, threshold } = finish;
  return { ...common, calibration: calibration.method, threshold: String(threshold.value) };
}
