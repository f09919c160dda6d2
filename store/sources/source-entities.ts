import { defineEntity, p } from '@mikro-orm/core';
import type { FileState } from '../../domain/folder-files.ts';
import type { SourceFailure } from '../../domain/sources.ts';

/** Columns and meaning: migrations/0032-sources.ts. */
export const SourceEntity = defineEntity({
  name: 'Source',
  tableName: 'sources',
  properties: {
    name: p.text().primary(),
    kind: p.text(),
    preset: p.text().strictNullable(),
    definition: p.text().strictNullable(),
    credential: p.json().strictNullable(),
    settings: p.json().default('{}'),
    state: p.text().$type<'active' | 'paused'>().default('active'),
    createdAt: p.datetime(),
    serverClock: p.datetime().strictNullable(),
    sweptAt: p.datetime().strictNullable(),
    beganAt: p.datetime().strictNullable(),
    succeededAt: p.datetime().strictNullable(),
    failingSince: p.datetime().strictNullable(),
    error: p.json().strictNullable(),
    progress: p.json().strictNullable(),
  },
});

export const SourceStreamEntity = defineEntity({
  name: 'SourceStream',
  tableName: 'source_streams',
  properties: {
    source: () => p.manyToOne(SourceEntity).mapToPk().primary().joinColumn('source'),
    stream: p.text().primary(),
    changedAt: p.datetime().strictNullable(),
    changedKey: p.text().strictNullable(),
    whole: p.boolean().default(false),
    expected: p.bigint('number').strictNullable(),
    read: p.bigint('number').default(0),
    written: p.bigint('number').default(0),
    parked: p.bigint('number').default(0),
    rejected: p.bigint('number').default(0),
    rejectExample: p.text().strictNullable(),
    deleted: p.bigint('number').default(0),
    erased: p.bigint('number').default(0),
  },
});

/** Columns and meaning: migrations/0043-folders.ts. */
export const SourceFileEntity = defineEntity({
  name: 'SourceFile',
  tableName: 'source_files',
  properties: {
    id: p.uuid().primary(),
    source: () => p.manyToOne(SourceEntity).mapToPk().joinColumn('source'),
    name: p.text(),
    version: p.text(),
    byteCount: p.bigint('number'),
    modifiedAt: p.datetime(),
    seenAt: p.datetime(),
    state: p.text().$type<FileState>(),
    contentHash: p.text().strictNullable(),
    sameAs: p.text().strictNullable(),
    report: p.json<unknown>().strictNullable(),
    error: p.json<SourceFailure>().strictNullable(),
    triedAt: p.datetime().strictNullable(),
  },
});

export const sourceEntities = [SourceEntity, SourceStreamEntity, SourceFileEntity] as const;
