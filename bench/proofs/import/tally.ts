import { basename } from 'node:path';
import type { FileReport } from '../../../ingest/import-report.ts';
import { type EntityTable, entityTables } from '../../../ingest/merge/entity-tables.ts';
import type { Database } from '../../../store/database/database.ts';

export type Counts = Readonly<Record<EntityTable, number>>;

export async function countRows(database: Database): Promise<Counts> {
  const columns = entityTables.map((table) => `(select count(*) from ${table}) as ${table}`);
  const [row] = await database.query<Counts>(`select ${columns.join(', ')}`);
  return row;
}

/** What doesn't add up in the report of a file each of whose records feeds one table: within it, and with what the tables hold. */
export function addsUp(report: FileReport, before: Counts, after: Counts): string[] {
  const { read, stored, rejected, tables, causes } = report;
  const faults: string[] = [];
  const leftOut = report.leftOut.reduce((sum, { rows }) => sum + rows, 0);
  if (read !== stored + leftOut + rejected)
    faults.push(`${read} read, ${stored} stored, ${leftOut} left out, ${rejected} rejected`);
  const rows = tables.reduce((sum, each) => sum + each.inserted + each.updated + each.unchanged + each.merged, 0);
  if (rows !== stored) faults.push(`${stored} stored, ${rows} rows of tables`);
  if (rejected > 0 && causes.length === 0) faults.push(`${rejected} rejected without a cause`);
  for (const { reason } of causes) if (reason.trim() === '') faults.push('a cause without a reason');
  for (const table of entityTables) {
    const outcome = tables.find((each) => each.table === table);
    const told =
      (outcome?.inserted ?? 0) - (outcome?.removed ?? 0) + (table === 'conversations' ? openedBy(report) : 0);
    const added = after[table] - before[table];
    if (added !== told) faults.push(`${table} has ${added} rows more, ${told} were reported`);
  }
  return faults.map((fault) => `${basename(report.file)}: ${fault}`);
}

/** Conversations that a file of messages opens are told in a sentence. */
function openedBy({ notes }: FileReport): number {
  return notes.reduce((sum, note) => sum + Number(/^(\d+) conversations? w\w+ opened by/.exec(note)?.[1] ?? 0), 0);
}
