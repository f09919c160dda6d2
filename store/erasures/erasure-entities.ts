import { defineEntity, p } from '@mikro-orm/core';
import type { Act } from '../../domain/access/actor.ts';
import type { PersonTraces } from '../../domain/erasure/traces.ts';
import type { ModelName } from '../../domain/models.ts';
import type { ErasedCounts } from './delete-person.ts';

/** Columns are described in migrations/0040-erasures.ts. */

const ErasureEntity = defineEntity({
  name: 'Erasure',
  tableName: 'erasures',
  properties: {
    id: p.uuid().primary(),
    state: p.text().$type<'intended' | 'rows_gone' | 'done'>().default('intended'),
    contactId: p.bigint('number').strictNullable(),
    traces: p.json<PersonTraces>().strictNullable(),
    act: p.json<Act>(),
    counts: p.json<ErasedCounts>().default('{}'),
    told: p.json<ErasedCounts>().default('{}'),
    askedAt: p.datetime().defaultRaw('now()'),
    doneAt: p.datetime().strictNullable(),
  },
});

const ErasureOrderEntity = defineEntity({
  name: 'ErasureOrder',
  tableName: 'erasure_orders',
  properties: {
    erasureId: () => p.manyToOne(ErasureEntity).mapToPk().fieldName('erasure_id').primary(),
    model: p.text().$type<ModelName>().primary(),
    runId: p.text().strictNullable(),
    snapshots: p.integer().strictNullable(),
    carriedOutAt: p.datetime().strictNullable(),
  },
});

const ErasedKeyEntity = defineEntity({
  name: 'ErasedKey',
  tableName: 'erased_keys',
  properties: {
    hash: p.blob().primary(),
    since: p.datetime().defaultRaw('now()'),
  },
});

export const erasureEntities = [ErasureEntity, ErasureOrderEntity, ErasedKeyEntity];
