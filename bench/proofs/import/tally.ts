import { basename } from 'node:path';
import type { FileReport } from '../../../ingest/import-report.ts';
import type { Database } from '../../../store/database/database.ts';

/** The tables whose rows are those of files, each with the name that a report has for it. */
const counted: Readonly<Record<string, string>> = {
  contacts: 'contacts',
  campaigns: 'campaigns',
  leads: 'leads',
  conversations: 'conversations',
  messages: 'messages',
  campaign_events: 'campaign_events',
  purchases: 'purchases',
  support_tickets: 'support_tickets',
};

export type Counts = Readonly<Record<string, number>>;

export async function countRows(database: Database): Promise<Counts> {
  const columns = Object.keys(counted).map((table) => `(select count(*) from ${table}) as ${table}`);
  const [row] = await database.query<Record<string, number>>(`select ${columns.join(', ')}`);
  return row;
}

/** What doesn't add up in the report of a file each of whose records feeds one table: within it, and with what the tables hold. */
export function addsUp(report: FileReport, before: Counts, after: Counts): string[] {
  const faults: string[] = [];
  const name = basename(report.file);
  const leftOut = report.leftOut.reduce((sum, { rows }) => sum + rows, 0);
  if (report.read !== report.stored + leftOut + report.rejected)
    faults.push(
      `${name}: ${report.read} read, ${report.stored} stored, ${leftOut} left out, ${report.rejected} rejected`,
    );
  const rows = report.tables.reduce(
    (sum, each) => sum + each.inserted + each.updated + each.unchanged + each.merged,
    0,
  );
  if (rows !== report.stored) faults.push(`${name}: ${report.stored} stored, ${rows} rows of tables`);
  if (report.rejected > 0 && report.causes.length === 0)
    faults.push(`${name}: ${report.rejected} rejected without a cause`);
  for (const cause of report.causes) if (cause.reason.trim() === '') faults.push(`${name}: a cause without a reason`);
  for (const [table, count] of Object.entries(after)) {
    const { inserted, removed } = report.tables.find((each) => each.table === counted[table]) ?? {
      inserted: 0,
      removed: 0,
    };
    const added = count - (before[table] ?? 0);
    if (added !== inserted - removed)
      faults.push(`${name}: ${table} has ${added} rows more, ${inserted} new were reported`);
  }
  return faults;
}
