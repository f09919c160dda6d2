import { defineEntity, p } from '@mikro-orm/core';
import type { DeliveryState } from '../../domain/destinations/delivery.ts';
import type { DestinationKind, DestinationSettings, DestinationState } from '../../domain/destinations/destination.ts';
import type { OutgoingEventType } from '../../domain/destinations/events.ts';

/** Columns and meaning: migrations/0035-outbox.ts. */

export const DestinationEntity = defineEntity({
  name: 'Destination',
  tableName: 'destinations',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    kind: p.text().$type<DestinationKind>(),
    settings: p.json<DestinationSettings>(),
    events: p.array().columnType('text[]').$type<readonly OutgoingEventType[]>(),
    scoreChange: p.double().$type<number>(),
    state: p.text().$type<DestinationState>(),
    note: p.text().strictNullable(),
    failures: p.integer(),
    failingSince: p.datetime().strictNullable(),
    heldUntil: p.datetime().strictNullable(),
    createdAt: p.datetime(),
  },
});

export const OutboxEntity = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox',
  properties: {
    id: p.uuid().primary(),
    type: p.text(),
    subject: p.text(),
    sequence: p.bigint('number'),
    contact: p.text().strictNullable(),
    data: p.json<Readonly<Record<string, unknown>>>(),
    happenedAt: p.datetime(),
  },
});

export const OutboxSequenceEntity = defineEntity({
  name: 'OutboxSequence',
  tableName: 'outbox_sequences',
  properties: { subject: p.text().primary(), last: p.bigint('number') },
});

export const DeliveryEntity = defineEntity({
  name: 'Delivery',
  tableName: 'deliveries',
  properties: {
    destinationId: p.uuid().primary(),
    eventId: p.uuid().primary(),
    state: p.text().$type<DeliveryState>(),
    since: p.datetime(),
    dueAt: p.datetime(),
    attempts: p.integer(),
    lastError: p.text().strictNullable(),
    endedAt: p.datetime().strictNullable(),
  },
});

export const destinationEntities = [DestinationEntity, OutboxEntity, OutboxSequenceEntity, DeliveryEntity] as const;
