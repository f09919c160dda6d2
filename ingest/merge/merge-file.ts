import type pg from 'pg';
import type { TableOutcome } from '../import-report.ts';
import type { StagedRemovals } from '../intake/intake.ts';
import type { CompiledMapping } from '../mapping/mapped-row.ts';
import { type MappedTable, mappedTables } from '../mapping/mapping-schema.ts';
import { type EntityTable, isEntityTable } from './entity-tables.ts';
import { rateSql, settleCurrency } from './exchange-rate.ts';
import { type AttributeStaging, mergeAttributes, moveAttributes } from './merge-attributes.ts';
import { mergeContactChanges } from './merge-contact-changes.ts';
import type { MergeContext, Outcome } from './merge-context.ts';
import { mergeEntities } from './merge-entities.ts';
import { dateOptIns, mergeOptIns } from './merge-opt-ins.ts';
import { mergeRates } from './merge-rates.ts';
import { dateStates, mergeStates, stateHistoryOf } from './merge-states.ts';
import { openConversations } from './open-conversations.ts';
import { removeRows } from './remove-rows.ts';
import { sayMissing } from './say-missing.ts';
import type { StagedTable } from './staging.ts';

export type StagedFile = {
  readonly staged: Map<MappedTable, StagedTable>;
  readonly attributes: Map<MappedTable, AttributeStaging>;
  readonly removals: Map<MappedTable, StagedRemovals>;
};

export type MergedFile = {
  readonly tables: readonly TableOutcome[];
  readonly attributes: number;
  readonly notes: readonly string[];
};

/** Brings all that a file staged into the tables, those that others refer to first. */
export async function mergeFile(
  client: pg.ClientBase,
  batch: number,
  file: StagedFile,
  mapping: Pick<CompiledMapping, 'addedUp'>,
  options: MergeOptions,
): Promise<MergedFile> {
  const { ownCurrency, yieldsTo = [], before, after } = options;
  const comesByItself = options.of === 'rows';
  const notes: string[] | null = comesByItself ? null : [];
  const context = { client, batch, notes, yieldsTo, currency: await currencyOf(client, batch, file, ownCurrency) };
  const tables: TableOutcome[] = [];
  let attributes = 0;
  for (const table of mappedTables) {
    const staged = file.staged.get(table);
    if (staged === undefined) continue;
    await before?.(staged);
    const { changed, ...outcome }: TableMerged = await mergeTable(context, staged, mapping.addedUp[table] ?? []);
    const attributed = file.attributes.get(table);
    const added = attributed !== undefined && attributed.rows > 0 ? await mergeAttributes(context, attributed) : 0;
    attributes += added;
    await after?.(staged, { changed, inserted: outcome.inserted, attributes: added > 0 });
    const removed = await removeFrom(context, table, file);
    tables.push({ table, ...outcome, removed });
    if (outcome.inserted + outcome.updated > 0) {
      await sayUndated(context, table);
      if (!comesByItself || (await grewMuch(client, table, outcome))) await analyze(client, table);
    }
  }
  await sayUnvalued(context, file);
  await sayUnvaluedLeads(context, file);
  return { tables, attributes, notes: notes ?? [] };
}

export type MergeOptions = {
  readonly ownCurrency?: string;
  readonly yieldsTo?: readonly string[];
  /** Rows come by themselves, batch after batch: nobody reads notes, and tables are analyzed when they grew. Default: a file. */
  readonly of?: 'file' | 'rows';
  readonly before?: (staged: StagedTable) => Promise<void>;
  readonly after?: (staged: StagedTable, written: WrittenTable) => Promise<void>;
};

export type WrittenTable = {
  /** A temporary table of ids of rows that were changed; null: none were. */
  readonly changed: string | null;
  readonly inserted: number;
  /** Whether `new_attributes` has any. */
  readonly attributes: boolean;
};

type TableMerged = Outcome & { readonly changed: string | null };

async function mergeTable(
  context: MergeContext,
  staged: StagedTable,
  addedUp: readonly string[],
): Promise<TableMerged> {
  const { table } = staged;
  const changed = null;
  if (table === 'contact_changes') return { ...(await mergeContactChanges(context, staged)), changed };
  if (table === 'opt_ins') return { ...(await mergeOptIns(context, staged)), changed };
  if (table === 'lead_stages' || table === 'ticket_states') return { ...(await mergeStates(context, staged)), changed };
  if (table === 'exchange_rates') return { ...(await mergeRates(context, staged)), changed };
  if (table === 'messages') await openConversations(context, staged);
  await sayMissing(context, staged);
  const merged = await mergeEntities(context, staged, addedUp);
  if (merged.changed !== null) await followChanges(context, table, merged.changed);
  return merged;
}

/** What else changes with rows that were changed. */
async function followChanges(context: MergeContext, table: EntityTable, changed: string): Promise<void> {
  const { client } = context;
  if (table === 'leads' || table === 'support_tickets') await dateStates(client, stateHistoryOf(table), changed);
  if (table === 'contacts') await dateOptIns(context, changed);
  if (table === 'contacts' || table === 'leads') await moveAttributes(client, table, changed);
}

async function removeFrom(context: MergeContext, table: MappedTable, file: StagedFile): Promise<number> {
  return isEntityTable(table) ? await removeRows(context, table, file.removals.get(table)?.ids ?? []) : 0;
}

async function currencyOf(
  client: pg.ClientBase,
  batch: number,
  { staged }: StagedFile,
  setting: string | undefined,
): Promise<string> {
  const amounts = staged.get('purchases') ?? staged.get('leads');
  const fields = new Set(amounts?.columns.map(({ field }) => field));
  const hasAmounts = amounts !== undefined && (fields.has('amount') || fields.has('currency'));
  return await settleCurrency(client, batch, setting, hasAmounts ? { name: amounts.name, fields } : undefined);
}

/** Bulk loads leave tables without statistics, and a query planned without them may take a hundred times as long. */
async function analyze(client: pg.ClientBase, table: MappedTable): Promise<void> {
  const written: Readonly<Partial<Record<MappedTable, string>>> = {
    contacts: 'contacts, contact_versions',
    leads: 'leads, lead_versions',
    messages: 'messages, conversations',
    support_tickets: 'support_tickets, support_ticket_versions',
    contact_changes: 'contact_versions',
    opt_ins: 'contact_versions',
    lead_stages: 'lead_versions',
    ticket_states: 'support_ticket_versions',
  };
  await client.query(`analyze ${written[table] ?? table}`);
}

/** Whether a quarter of a table or more was written; one without statistics counts as grown. */
async function grewMuch(
  client: pg.ClientBase,
  table: MappedTable,
  { inserted, updated }: Pick<Outcome, 'inserted' | 'updated'>,
): Promise<boolean> {
  if (!isEntityTable(table)) return false;
  const { rows } = await client.query<{ rows: number }>(
    'select reltuples as rows from pg_class where oid = $1::regclass',
    [table],
  );
  return 4 * (inserted + updated) >= (rows[0]?.rows ?? 0);
}

/** States that came without a date are learnt from with care: their moment is that of the import. */
async function sayUndated({ client, notes }: MergeContext, table: MappedTable): Promise<void> {
  if (notes === null || (table !== 'leads' && table !== 'support_tickets')) return;
  const { versions } = stateHistoryOf(table);
  const { rows } = await client.query<{ count: number }>(
    `select count(*) as count from ${versions} where not dated and valid_from >= now()`,
  );
  const { count = 0 } = rows[0] ?? {};
  if (count > 0)
    notes.push(
      `${count} ${table === 'leads' ? 'stages of leads' : 'states of tickets'} have no date: they hold since the import.`,
    );
}

/** Amounts in other currencies without a rate are kept, and counted nowhere. */
async function sayUnvalued({ client, batch, currency, notes }: MergeContext, { staged }: StagedFile): Promise<void> {
  if (notes === null || !staged.has('purchases')) return;
  const { rows } = await client.query<{ currency: string; count: number }>(
    `select currency, count(*) as count from purchases where batch_id = $1 and rate is null group by currency order by count(*) desc, currency`,
    [batch],
  );
  for (const { currency: other, count } of rows) {
    notes.push(
      `${count} purchases in ${other} are kept apart: the business counts in ${currency}, and no rate is known. A file of exchange_rates (currency, valid_from, rate) values them.`,
    );
  }
}

/** Order values of leads are kept in the business's own currency only. */
async function sayUnvaluedLeads({ client, currency, notes }: MergeContext, { staged }: StagedFile): Promise<void> {
  const leads = staged.get('leads');
  if (
    notes === null ||
    leads === undefined ||
    !['order_value', 'currency'].every((name) => leads.columns.some((each) => each.field === name))
  )
    return;
  const { rows } = await client.query<{ currency: string; count: number }>(
    `select f.currency, count(*) as count from ${leads.name} as f
     where f.order_value is not null and f.currency is not null and ${rateSql(currency, 'f.currency', 'f.created_at')} is null
     group by 1 order by 2 desc, 1`,
  );
  for (const { currency: other, count } of rows) {
    notes.push(
      `${count} order values of leads in ${other} were left out: the business counts in ${currency}, and no rate is known.`,
    );
  }
}
