import type { ModelName } from '../../domain/models.ts';
import type { Matrix } from '../../engine/data/matrix.ts';
import { rowOf } from '../../engine/data/matrix.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { LiveModel, LiveModels } from '../../serving/live/live-models.ts';
import type { LoadedModel } from '../../serving/live/load-version.ts';

/** Answers `base` plus the first feature, which gets the whole contribution. Throws if `base` is null. */
export function stubModel(
  model: ModelName,
  id: number,
  base: number | null = 0.25,
  featureNames = namesOf(model),
): LoadedModel {
  const definition = modelDefinition(model);
  const { task } = definition;
  const columns = featureNames.length;
  const predict: Predictor['predict'] = ({ rows, values }) => {
    if (base === null) throw new Error('the stub was told to fail');
    const output = Float64Array.from({ length: rows }, (_, row) => base + values[row * columns]);
    return { output, confidence: new Float64Array(rows).fill(0.9), positive: null };
  };
  function explain(row: Float64Array) {
    const contributions = new Float64Array(columns);
    contributions[0] = row[0];
    return { base: base ?? Number.NaN, output: (base ?? Number.NaN) + row[0], contributions };
  }
  const predictor = {
    description: { featureNames, task, typical: featureNames.map(() => 0) },
    predict,
    explain,
    explainRows: (x: Matrix) => Array.from({ length: x.rows }, (_, row) => explain(rowOf(x, row))),
    free() {},
  } as unknown as Predictor;
  const version = {
    id,
    model,
    name: `2026-06-01.${id}`,
    runId: `r/${id}`,
    engine: 'stub',
    artifactHash: 'b'.repeat(64),
    byteCount: 1,
    snapshotHash: 'a'.repeat(64),
    metrics: {},
    card: {},
    golden: null,
    labelSource: null,
    synthetic: true,
    createdAt: new Date('2026-06-01T00:00:00Z'),
  };
  return { version, predictor, definition };
}

function namesOf(model: ModelName): readonly string[] {
  return modelDefinition(model).features.map(({ name }) => name);
}

/** Raw features with this value first, all others missing. */
export function stubFeatures(model: ModelName, first: number): Float64Array {
  const features = new Float64Array(modelDefinition(model).features.length).fill(Number.NaN);
  features[0] = first;
  return features;
}

export function stubLive(live: (model: ModelName) => LiveModel): LiveModels {
  return {
    of: live,
    version: () => Promise.reject(new Error('not stubbed')),
    refresh: async () => {},
    problems: () => [],
    unserved: () => [],
  };
}
