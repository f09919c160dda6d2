import { join } from 'node:path';
import { importFiles } from '../../../ingest/import-files.ts';
import type { ImportOptions } from '../../../ingest/import-options.ts';
import type { FileReport } from '../../../ingest/import-report.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import type { Database } from '../../../store/database/database.ts';

/** Of the fixtures: exports were made before. */
const now = new Date('2026-11-30T00:00:00Z');

export type Imported = {
  /** A line a file: how much was read, left out, and rejected with which causes. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
  /** Rows that were added or changed. */
  readonly changed: number;
};

/** Imports exports of a folder as `perennial import FILE...` does: each by the mapping that is found for it. */
export async function importExports(
  database: Database,
  folder: string,
  names: readonly string[],
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  const files = await planFiles(names.map((name) => join(folder, name)));
  const settings = { timezone: 'UTC', country: 'PT' };
  const reports = await importFiles({ database, files, settings, now, ...options });
  return {
    files: reports.map((report) => lineOf(report, names)),
    changed: reports
      .flatMap(({ tables }) => tables)
      .reduce((sum, { inserted, updated }) => sum + inserted + updated, 0),
    notes: reports.flatMap(({ notes, assumed }) => [
      ...notes,
      ...assumed.map(({ column, reading }) => `${column}: ${reading}`),
    ]),
  };
}

function lineOf({ file, read, leftOut, rejected, causes }: FileReport, names: readonly string[]): string {
  const name = names.find((each) => file.endsWith(`/${each}`)) ?? file;
  const out = leftOut.reduce((sum, { rows }) => sum + rows, 0);
  return [
    `${name}: ${read} read`,
    ...(out === 0 ? [] : [`${out} left out`]),
    ...(rejected === 0 ? [] : [`${rejected} rejected`]),
    ...causes.map(({ column, reason, rows }) => `${rows}x ${column} ${reason}`),
  ].join('; ');
}

export async function emptyTables(database: Database): Promise<void> {
  await database.query(
    'truncate contacts, campaigns, leads, conversations, messages, campaign_events, purchases, support_tickets, import_batches restart identity cascade',
  );
  await database.query('update business set currency = null');
}

/** All tables that hold rows, each under its name. */
export async function allStored(database: Database): Promise<string[]> {
  const lines: string[] = [];
  for (const table of Object.keys(shown) as (keyof typeof shown)[]) {
    const rows = await stored(database, table);
    if (rows.length > 0) lines.push(`${table}:`, ...rows.map((row) => `  ${row}`));
  }
  return lines;
}

/** What is stored, a text a row, in the order of ids: fields divided by |, blank ones empty, moments in UTC, line breaks as ↵, derived ids without their hash. */
async function stored(database: Database, table: keyof typeof shown): Promise<string[]> {
  const rows = await database.query<{ row: string }>(shown[table]);
  return rows.map(({ row }) => row.replaceAll('\n', '↵').replaceAll(/derived:[0-9a-f]{32}/g, 'derived'));
}

const at = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`;
const line = (...columns: string[]) =>
  `concat_ws('|', ${columns.map((each) => `coalesce((${each})::text, '')`).join(', ')}) as row`;
const contact = '(select external_id from contacts where id = x.contact_id)';

const shown = {
  contacts: `select ${line('external_id', 'name', 'phone', 'email', 'country', 'source', 'opted_in', at('created_at'))} from contacts order by external_id collate "C"`,
  identities: `select ${line('kind', 'source', 'value', contact)} from contact_identities as x order by kind, source, value collate "C"`,
  conflicts: `select ${line(contact, '(select external_id from contacts where id = x.other_id)', 'kind', 'value')} from identity_conflicts as x order by 1`,
  'contact attributes': `select ${line(contact, 'name', 'value')} from contact_attributes as x order by 1`,
  'lead attributes': `select ${line('(select external_id from leads where id = x.lead_id)', 'name', 'value')} from lead_attributes as x order by 1`,
  campaigns: `select ${line('external_id', 'name', at('started_at'))} from campaigns order by external_id`,
  leads: `select ${line('external_id', contact, 'source', 'owner', 'stage', at('stage_changed_at'), at('converted_at'), 'order_value', at('created_at'), '(select external_id from campaigns where id = x.campaign_id)')} from leads as x order by external_id collate "C"`,
  conversations: `select ${line('external_id', contact, at('opened_at'), at('closed_at'))} from conversations as x order by external_id collate "C"`,
  messages: `select ${line('external_id', contact, '(select external_id from conversations where id = x.conversation_id)', 'direction', 'content_type', 'text', at('sent_at'))} from messages as x order by sent_at, external_id collate "C"`,
  events: `select ${line('(select external_id from campaigns where id = x.campaign_id)', contact, 'type', at('occurred_at'))} from campaign_events as x order by 1`,
  purchases: `select ${line('external_id', contact, '(select external_id from leads where id = x.lead_id)', 'amount', 'refunded', 'currency', 'state', 'quantity', at('purchased_at'))} from purchases as x order by external_id collate "C"`,
  tickets: `select ${line('external_id', contact, 'category', 'severity', 'state', at('opened_at'), at('closed_at'))} from support_tickets as x order by external_id collate "C"`,
} as const;
