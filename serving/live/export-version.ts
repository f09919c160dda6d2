import type { ModelName } from '../../domain/models.ts';
import { exportOnnx, type OnnxLabels } from '../../engine/onnx/export-onnx.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { modelDefinition } from '../../models/registry.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { loadVersion } from './load-version.ts';

export type ExportedVersion = {
  readonly bytes: Uint8Array;
  readonly labels: OnnxLabels;
  readonly description: Predictor['description'];
};

/** A version as an ONNX file, from raw features to its answer. @throws as `loadVersion`. */
export async function exportVersion(version: ModelVersion, blobs: Blobs): Promise<ExportedVersion> {
  const predictor = await loadVersion(version, blobs);
  try {
    const labels = onnxLabels(version);
    return { bytes: exportOnnx(predictor, labels), labels, description: predictor.description };
  } finally {
    predictor.free();
  }
}

/** What the file itself tells somebody who finds it without this product. */
function onnxLabels({ model, name }: Pick<ModelVersion, 'model' | 'name'>): OnnxLabels {
  const definition = modelDefinition(model);
  return {
    model,
    version: name,
    producerVersion: packageJson.version,
    ...wording[model](definition.horizonDays),
    features: Object.fromEntries(
      definition.features.map((feature) => [feature.name, { unit: feature.unit, description: feature.description }]),
    ),
  };
}

type Wording = (horizonDays: number) => Pick<OnnxLabels, 'description' | 'output'>;

const wording: Readonly<Record<ModelName, Wording>> = {
  lead_scoring: (days) => ({
    description:
      'Lead scoring: which lead to call. One row per lead at a moment, as of 48 hours after it came or later.',
    output: `score that the lead is expected to have ${days} days later`,
  }),
  churn: (days) => ({
    description: 'Churn: who is leaving. One row per contact at one moment.',
    output: `probability that nothing comes from the contact within ${days} days`,
  }),
  engagement: (days) => ({
    description: 'Engagement: when to write. One row per outbound message, as of its sending.',
    output: `probability that the contact writes within ${days * 24} hours`,
  }),
};
