import { defineEntity, p } from '@mikro-orm/core';
import type { DeliveryState, HookKind } from '../../domain/hooks.ts';
import type { SecretReference } from '../../domain/secret-reference.ts';

/** Columns and meaning: migrations/0034-hooks.ts and 0042-traces.ts. */

const HookEntity = defineEntity({
  name: 'Hook',
  tableName: 'hooks',
  properties: {
    name: p.text().primary(),
    kind: p.text().$type<HookKind>(),
    ids: p.text(),
    secret: p.json<SecretReference>(),
    verifyToken: p.json<SecretReference>().strictNullable(),
    paused: p.boolean().default(false),
    addedAt: p.datetime().defaultRaw('now()'),
  },
});

const HookDeliveryEntity = defineEntity({
  name: 'HookDelivery',
  tableName: 'hook_deliveries',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    source: p.text(),
    deliveryId: p.text(),
    receivedAt: p.datetime().defaultRaw('now()'),
    headers: p.json<Readonly<Record<string, string>>>(),
    body: p.blob(),
    state: p.text().$type<DeliveryState>().default('waiting'),
    event: p.text().strictNullable(),
    rowCount: p.integer().default(0),
    error: p.json<unknown>().strictNullable(),
    readAt: p.datetime().strictNullable(),
    batchId: p.bigint('number').strictNullable(),
  },
});

export const hookEntities = [HookEntity, HookDeliveryEntity] as const;
