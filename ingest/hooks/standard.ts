import { z } from 'zod';
import { fieldsOf } from '../fields/table-fields.ts';
import { type MappedTable, mappedTables } from '../mapping/mapping-schema.ts';
import { type HookRow, hookRow, parseDelivery, type ReadDelivery, type StoredDelivery } from './hook-row.ts';

/**
 * Any sender of Standard Webhooks (www.standardwebhooks.com): `type`, `timestamp`, `data`.
 * The type is a table of ours with what happened: `contacts.updated`, `purchases.created`, `leads.deleted`. `data` is a row or several, by the
 * names of fields in docs/your-data.md.
 */

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const row = z.record(z.string(), scalar);
const envelope = z.looseObject({ type: z.string().max(100), timestamp: z.iso.datetime({ offset: true }).optional() });

const happened = /^(?<table>[a-z_]+)\.(?<what>created|updated|deleted)$/;

export function readStandard({ body, headers }: StoredDelivery): ReadDelivery {
  const { type, timestamp } = parseDelivery(envelope, body);
  const { table, what } = happened.exec(type)?.groups ?? {};
  if (!isMapped(table)) return { event: type, known: false, rows: [] };
  const { data } = parseDelivery(z.looseObject({ data: z.union([row, z.array(row).max(1_000)]) }), body);
  const given = Array.isArray(data) ? data : [data];
  const at = timestamp ?? sentAt(headers);
  return { event: type, known: true, rows: given.map((one) => rowOf(table, one, what === 'deleted', at)) };
}

/** Fields that nothing here is called by are left out. */
function rowOf(table: MappedTable, given: z.output<typeof row>, deleted: boolean, at: string | undefined): HookRow {
  const known = new Set(fieldsOf(table));
  const named = Object.fromEntries(Object.entries(given).filter(([field]) => known.has(field)));
  return hookRow(table, { ...named, ...(deleted && { deleted }) }, at);
}

function sentAt({ 'webhook-timestamp': stamp = '' }: StoredDelivery['headers']): string | undefined {
  return /^\d{9,11}$/.test(stamp) ? new Date(Number(stamp) * 1000).toISOString() : undefined;
}

function isMapped(table: string | undefined): table is MappedTable {
  return (mappedTables as readonly (string | undefined)[]).includes(table);
}
