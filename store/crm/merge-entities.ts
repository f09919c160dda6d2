import { defineEntity, p } from '@mikro-orm/core';
import type { MergeJournal } from './merge-journal.ts';

/** Contacts that were made one (columns and meaning: migrations/0011-merges.ts). */
export const ContactMerge = defineEntity({
  name: 'ContactMerge',
  tableName: 'contact_merges',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    survivorId: p.bigint('number'),
    survivor: p.text(),
    mergedId: p.bigint('number'),
    merged: p.text(),
    actor: p.text(),
    reason: p.text(),
    batchId: p.bigint('number').strictNullable(),
    journal: p.json<MergeJournal>(),
    mergedAt: p.datetime().defaultRaw('clock_timestamp()'),
    undoneAt: p.datetime().strictNullable(),
    undoneBy: p.text().strictNullable(),
    undoneReason: p.text().strictNullable(),
  },
});
