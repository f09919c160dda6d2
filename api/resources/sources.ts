import { PerennialError } from '../../domain/errors.ts';
import { defaultEveryMinutes, isLate, type SourceKind } from '../../domain/sources.ts';
import type { NewSource } from '../../store/sources/sources.ts';
import {
  documentedSourceSchema,
  type NewSourceBody,
  newSourceSchema,
  type PresentedSource,
  removedSourceSchema,
  sourceParamsSchema,
  sourceSchema,
  sourcesSchema,
  syncSourceSchema,
  testedSourceSchema,
} from '../contracts/sources.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports, SourceRecord } from '../ports.ts';

const commands = [
  { name: 'cancel', id: 'cancelSource', summary: 'End the reading under way; the next one goes on there' },
  { name: 'pause', id: 'pauseSource', summary: 'Read a source no more until it is resumed' },
  { name: 'resume', id: 'resumeSource', summary: 'Read a source again' },
] as const;

/** Systems whose data comes by itself. */
export function sourceOperations({ sources }: Pick<Ports, 'sources'>): Operation[] {
  const tag = 'Data';
  const params = sourceParamsSchema;
  const outside = ['installation_taken', 'temporal_unavailable'] as const;
  return [
    defineOperation({
      ...{ method: 'get', path: '/api/v1/sources', operationId: 'listSources', tag },
      summary: 'List sources: how fresh each is, what came, and what is wrong',
      success: { status: 200, description: 'By name.', schema: sourcesSchema },
      handle: async () => ({ sources: (await sources.list()).map(presentSource) }),
    }),
    defineOperation({
      ...{ method: 'post', path: '/api/v1/sources', operationId: 'addSource', tag },
      summary: 'Add a source: it is read at once, and from then on by itself',
      body: newSourceSchema,
      documentedBody: documentedSourceSchema,
      success: { status: 201, description: 'It is being read.', schema: sourceSchema },
      refusals: outside,
      handle: async ({ body }) => presentSource(await sources.add(newSource(body, new Date()))),
    }),
    defineOperation({
      ...{ method: 'get', path: '/api/v1/sources/{name}', operationId: 'readSource', tag, params },
      summary: 'Read how fresh a source is',
      success: { status: 200, description: 'The source.', schema: sourceSchema },
      refusals: ['not_found'],
      handle: async ({ params: { name } }) => presentSource(await sources.read(name)),
    }),
    defineOperation({
      ...{ method: 'post', path: '/api/v1/sources/{name}/test', operationId: 'testSource', tag, params },
      summary: 'Try whether a source can be read, and write nothing',
      success: { status: 200, description: 'Each stream.', schema: testedSourceSchema },
      refusals: ['not_found', 'source_refused', 'source_unavailable'],
      handle: async ({ params: { name } }) => {
        const { streams, files, more, taken } = await sources.test(name);
        return {
          streams: streams.map(({ missingColumns, ...stream }) => ({
            ...stream,
            missing_columns: [...missingColumns],
          })),
          files: files.map(({ byteCount, modifiedAt, ...file }) => ({
            ...{ ...file, byte_count: byteCount, modified_at: modifiedAt.toISOString() },
          })),
          ...{ more_files: more, taken_files: taken },
        };
      },
    }),
    defineOperation({
      ...{ method: 'post', path: '/api/v1/sources/{name}/sync', operationId: 'syncSource', tag, params },
      summary: 'Read a source now',
      body: syncSourceSchema,
      success: { status: 202, description: 'It is being read.', schema: sourceSchema },
      refusals: ['not_found', ...outside],
      handle: async ({ params: { name }, body: { again = false, accept_deletes: acceptDeletes = false } }) =>
        presentSource(await sources.sync(name, { again, acceptDeletes })),
    }),
    ...commands.map(({ name: command, id: operationId, summary }) =>
      defineOperation({
        ...{ method: 'post', path: `/api/v1/sources/{name}/${command}`, operationId, tag, summary, params },
        success: { status: 200, description: 'It is so.', schema: sourceSchema },
        refusals: ['not_found', ...outside],
        handle: async ({ params: { name } }) => presentSource(await sources[command](name)),
      }),
    ),
    defineOperation({
      ...{ method: 'post', path: '/api/v1/sources/{name}/remove', operationId: 'removeSource', tag, params },
      summary: 'Remove a source; the rows that came from it stay',
      success: { status: 200, description: 'It is read no more.', schema: removedSourceSchema },
      refusals: ['not_found', ...outside],
      handle: async ({ params: { name } }) => {
        await sources.remove(name);
        return { removed: name };
      },
    }),
  ];
}

function newSource(body: NewSourceBody, createdAt: Date): NewSource {
  const { name, preset, definition, credential = null, account, folder } = body;
  const kind = body.kind ?? (folder === undefined ? 'postgresql' : 'folder');
  requireParts(kind, body);
  const settings = {
    everyMinutes: body.every_minutes ?? defaultEveryMinutes,
    ...(account !== undefined && { account }),
    ...(folder !== undefined && { folder }),
  };
  return { name, kind, preset: preset ?? null, definition: definition ?? null, credential, settings, createdAt };
}

function requireParts(kind: SourceKind, { preset, definition, credential, folder }: NewSourceBody): void {
  const refuse = (what: string, remedy: string) => new PerennialError('invalid_input', what, remedy, { kind });
  if (preset !== undefined && definition !== undefined)
    throw refuse('A source has a preset or a definition.', 'Send one of the two.');
  if (kind === 'folder') {
    if (folder === undefined) throw refuse('It is not said which folder.', 'Send `folder`.');
    if (credential !== undefined) throw refuse('A folder has no credential.', 'Leave it out.');
    return;
  }
  if (folder !== undefined) throw refuse('A database is no folder.', 'Leave out `folder`, or send the kind `folder`.');
  if (preset === undefined && definition === undefined)
    throw refuse('A source needs a preset or a definition.', 'Send one of the two.');
  if (credential === undefined) throw refuse('It is not said where its address is found.', 'Send `credential`.');
}

function presentSource({ source, streams }: SourceRecord): PresentedSource {
  const { name, kind, preset, state, settings, createdAt, succeededAt, failingSince, error, progress } = source;
  const now = new Date();
  return {
    ...{ name, kind, preset, state, every_minutes: settings.everyMinutes, account: settings.account ?? null },
    folder: settings.folder ?? null,
    created_at: createdAt.toISOString(),
    last_success_at: succeededAt?.toISOString() ?? null,
    lag_seconds: succeededAt === null ? null : Math.max(0, Math.round((now.getTime() - succeededAt.getTime()) / 1_000)),
    late: state === 'active' && isLate(now, succeededAt, createdAt, settings.everyMinutes),
    failing_since: failingSince?.toISOString() ?? null,
    error,
    progress:
      progress === null
        ? null
        : {
            ...{ stream: progress.stream, read: progress.read, expected: progress.expected },
            remaining_seconds: progress.remaining === null ? null : Math.round(progress.remaining / 1_000),
          },
    streams: streams.map((each) => ({
      ...{ stream: each.stream, whole: each.whole, changed_until: each.changedAt, read: each.read },
      ...{ written: each.written, parked: each.parked, rejected: each.rejected, deleted: each.deleted },
      erased: each.erased,
      reject_example: each.rejectExample,
    })),
  };
}
