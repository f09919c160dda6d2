import { checkTargets, targets } from '../../domain/targets.ts';
import { type TrainedModel, trainedModelsQuerySchema, trainedModelsSchema } from '../contracts/model-versions.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports, VersionRecord } from '../ports.ts';

export function modelVersionOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/training/models',
      operationId: 'listTrainedModels',
      tag: 'ML Training',
      summary: 'List trained models with file sizes and dates',
      query: trainedModelsQuerySchema,
      success: { status: 200, description: 'Versions, newest first.', schema: trainedModelsSchema },
      handle: async ({ query }) => {
        const { model } = query;
        const champion = query.champion === undefined ? undefined : query.champion === 'true';
        const { rows, next_cursor } = await answerPage('versions', query, (page) =>
          records.versions({ model, champion }, page),
        );
        return { models: rows.map(presentVersion), next_cursor };
      },
    }),
  ];
}

function presentVersion(version: VersionRecord): TrainedModel {
  return {
    model: version.model,
    version: version.name,
    champion: version.champion,
    created_at: version.createdAt.toISOString(),
    file_size_bytes: version.byteCount,
    engine: version.engine,
    metrics: version.metrics,
    intervals: version.intervals,
    baseline: version.baseline,
    targets: checkTargets(targets[version.model], version.metrics),
    synthetic: version.synthetic,
    label_source: version.labelSource,
    run_id: version.runId,
    artifact_hash: version.artifactHash,
  };
}
