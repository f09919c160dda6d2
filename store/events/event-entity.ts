import { defineEntity, p } from '@mikro-orm/core';
import type { EventTopic } from '../../domain/event-topics.ts';

/** Columns and meaning: migrations/0027-events.ts. */
export const EventEntity = defineEntity({
  name: 'Event',
  tableName: 'events',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    topic: p.text().$type<EventTopic>(),
    details: p.json<Readonly<Record<string, unknown>>>(),
    happenedAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
