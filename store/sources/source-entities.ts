import { defineEntity, p } from '@mikro-orm/core';

/** Columns and meaning: migrations/0032-sources.ts. */
export const SourceEntity = defineEntity({
  name: 'Source',
  tableName: 'sources',
  properties: {
    name: p.text().primary(),
    kind: p.text(),
    preset: p.text().strictNullable(),
    definition: p.text().strictNullable(),
    credential: p.json(),
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

export const sourceEntities = [SourceEntity, SourceStreamEntity] as const;
