import { defineEntity, p } from '@mikro-orm/core';
import { Contact, Lead } from './crm-entities.ts';

/** What imports keep beside the rows (columns and meaning: migrations/0010-imports.ts). */

export const ImportBatch = defineEntity({
  name: 'ImportBatch',
  tableName: 'import_batches',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    kind: p.text().$type<'file' | 'rows'>().default('file'),
    file: p.text(),
    contentHash: p.text(),
    mapping: p.text(),
    source: p.text().default(''),
    rejectsFile: p.text().strictNullable(),
    report: p.json(),
    importedAt: p.datetime().defaultRaw('now()'),
    undoneAt: p.datetime().strictNullable(),
  },
});

export const ImportChange = defineEntity({
  name: 'ImportChange',
  tableName: 'import_changes',
  properties: {
    batch: () => p.manyToOne(ImportBatch).mapToPk().primary(),
    tableName: p.text().primary(),
    rowId: p.bigint('number').primary(),
    before: p.json(),
  },
});

export const ContactIdentity = defineEntity({
  name: 'ContactIdentity',
  tableName: 'contact_identities',
  properties: {
    kind: p.text().$type<'id' | 'phone' | 'email'>().primary(),
    source: p.text().default('').primary(),
    value: p.text().primary(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    batchId: p.bigint('number').strictNullable(),
  },
});

export const IdentityConflict = defineEntity({
  name: 'IdentityConflict',
  tableName: 'identity_conflicts',
  properties: {
    contact: () => p.manyToOne(Contact).mapToPk().primary(),
    other: () => p.manyToOne(Contact).mapToPk().primary(),
    kind: p.text().primary(),
    value: p.text().primary(),
    batchId: p.bigint('number').strictNullable(),
  },
});

const attribute = () => ({
  name: p.text().primary(),
  validFrom: p.datetime().primary(),
  value: p.text().strictNullable(),
  dated: p.boolean(),
});

export const ContactAttribute = defineEntity({
  name: 'ContactAttribute',
  tableName: 'contact_attributes',
  properties: { contact: () => p.manyToOne(Contact).mapToPk().primary(), ...attribute() },
});

export const LeadAttribute = defineEntity({
  name: 'LeadAttribute',
  tableName: 'lead_attributes',
  properties: { lead: () => p.manyToOne(Lead).mapToPk().primary(), ...attribute() },
});

export const ExchangeRate = defineEntity({
  name: 'ExchangeRate',
  tableName: 'exchange_rates',
  properties: { currency: p.text().primary(), validFrom: p.date().primary(), rate: p.double() },
});

export const Business = defineEntity({
  name: 'Business',
  tableName: 'business',
  properties: { onlyRow: p.boolean().default(true).primary(), currency: p.text().strictNullable() },
});

/** Columns and meaning: migrations/0011-merges.ts. The ids are no references: one of the two rows is gone. */
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
    journal: p.json(),
    mergedAt: p.datetime().defaultRaw('clock_timestamp()'),
    undoneAt: p.datetime().strictNullable(),
    undoneBy: p.text().strictNullable(),
    undoneReason: p.text().strictNullable(),
  },
});

/** Columns and meaning of the following: migrations/0031-upserts.ts and 0042-traces.ts. */
export const ParkedRow = defineEntity({
  name: 'ParkedRow',
  tableName: 'parked_rows',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    origin: p.text(),
    tableName: p.text(),
    record: p.json(),
    rowKey: p.text().unique(),
    awaits: p.array(),
    reason: p.text(),
    parkedAt: p.datetime().defaultRaw('now()'),
    rejectedAt: p.datetime().strictNullable(),
  },
});

export const RowChange = defineEntity({
  name: 'RowChange',
  tableName: 'row_changes',
  properties: {
    tableName: p.text().primary(),
    externalId: p.text().primary(),
    changedAt: p.datetime(),
    deleted: p.boolean().default(false),
  },
});

export const UpsertAnswer = defineEntity({
  name: 'UpsertAnswer',
  tableName: 'upsert_answers',
  properties: {
    key: p.text().primary(),
    contentHash: p.text(),
    answer: p.json(),
    answeredAt: p.datetime().defaultRaw('now()'),
  },
});

export const WaitedRow = defineEntity({
  name: 'WaitedRow',
  tableName: 'waited_rows',
  properties: {
    tableName: p.text().primary(),
    rowId: p.bigint('number').primary(),
    origin: p.text(),
    parkedAt: p.datetime(),
  },
});

export const importEntities = [
  ImportBatch,
  ImportChange,
  ContactIdentity,
  IdentityConflict,
  ContactAttribute,
  LeadAttribute,
  ExchangeRate,
  Business,
  ContactMerge,
  ParkedRow,
  RowChange,
  UpsertAnswer,
  WaitedRow,
] as const;
