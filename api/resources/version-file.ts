import { versionParamsSchema } from '../contracts/version-file.ts';
import { defineDownload, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function versionFileOperations({ exportVersion }: Pick<Ports, 'exportVersion'>): Operation[] {
  return [
    defineDownload({
      path: '/api/v1/models/{model}/versions/{version}/onnx',
      operationId: 'exportVersion',
      tag: 'Experiments',
      summary: 'Download a version as an ONNX file, from raw features to its answer, as other programs run it',
      params: versionParamsSchema,
      description: 'The file.',
      refusals: ['version_not_found', 'artifact_damaged'],
      handle: async ({ params: { model, version } }) => ({
        name: `${model}-${version}.onnx`,
        bytes: await exportVersion(model, version),
      }),
    }),
  ];
}
