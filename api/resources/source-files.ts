import { z } from 'zod';
import { PerennialError } from '../../domain/errors.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import {
  type PresentedFile,
  sourceFileParamsSchema,
  sourceFilesSchema,
  sourceParamsSchema,
} from '../contracts/sources.ts';
import { defineOperation, type Operation, parseInput } from '../http/operation.ts';
import type { Ports, SourceFileRecord } from '../ports.ts';
import { presentReport } from './present-report.ts';

/** What became of the files of a folder. */
export function sourceFileOperations({ sources }: Pick<Ports, 'sources'>): Operation[] {
  const tag = 'Data';
  return [
    defineOperation({
      ...{ method: 'get', path: '/api/v1/sources/{name}/files', operationId: 'listSourceFiles', tag },
      summary: 'List the files of a folder that is a source, and what became of each',
      params: sourceParamsSchema,
      success: { status: 200, description: 'The latest 100, newest first.', schema: sourceFilesSchema },
      refusals: ['not_found'],
      handle: async ({ params: { name } }) => ({ files: (await sources.files(name)).map(presentFile) }),
    }),
    {
      method: 'get',
      path: '/api/v1/sources/{name}/files/{id}/rejects',
      operationId: 'downloadSourceRejects',
      tag,
      summary: 'Download the rejected rows of a file: mended, they can be dropped into the folder as they are',
      params: sourceFileParamsSchema,
      answers: {
        200: {
          description: "The file's own columns, the line, and what is wrong.",
          schema: z.string(),
          type: 'text/csv',
        },
      },
      refusals: ['not_found'],
      async respond({ params: given }) {
        const { name, id } = parseInput(sourceFileParamsSchema, given, 'path');
        const { file, stream } = await sources.rejects(name, id);
        if (stream === null)
          throw new PerennialError('not_found', `No rejected rows of ${file} are kept.`, 'They are kept for 30 days.');
        const named = `attachment; filename*=UTF-8''${encodeURIComponent(`${file}.rejects.csv`)}`;
        return { status: 200, headers: { 'Content-Disposition': named }, stream, type: 'text/csv; charset=utf-8' };
      },
    },
  ];
}

function presentFile({ file, rejects }: SourceFileRecord): PresentedFile {
  const { id, name, byteCount, modifiedAt, state, triedAt, sameAs, error, report } = file;
  return {
    ...{ id, name, byte_count: byteCount, modified_at: modifiedAt.toISOString(), state },
    ...{ tried_at: triedAt?.toISOString() ?? null, same_as: sameAs, error, rejects },
    report: report === null ? null : presentReport(report as FileReport),
  };
}
