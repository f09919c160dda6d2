import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvTables } from '../../../ingest/export/csv-tables.ts';
import { csvLine } from '../../../ingest/export/write-csv-folder.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import type { FileReport } from '../../../ingest/import-report.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { createRandom } from '../../../simulation/random.ts';
import type { Database } from '../../../store/database/database.ts';
import { holds, print } from '../../figures.ts';
import { mutateRow } from './mutate-row.ts';
import { readCsv } from './read-csv.ts';
import { addsUp, countRows } from './tally.ts';

const present = new Date('2026-11-22T00:00:00Z');
/** Names each row, so that it is found again among the rejected ones: a column that no field claims. */
const markColumn = 'proof_mark';

/** Rows of all tables with one to three cells spoilt: each is stored, or rejected with a reason, and the counts add up. */
export async function importSpoiltRows(
  database: Database,
  folder: string,
  options: { readonly seed: number; readonly rows: number },
): Promise<boolean> {
  const random = createRandom(options.seed, 'rows');
  const world = simulateWorld({
    seed: options.seed,
    now: present,
    contacts: 1_300,
    conversations: 1_100,
    leads: 1_100,
  });
  const tables = csvTables(world);
  // but for campaigns: without these few all leads would be rejected, spoilt or not
  const share = Math.ceil(options.rows / (tables.length - 1));
  const faults: string[] = [];
  const totals = { rows: 0, stored: 0, rejected: 0, causes: 0 };
  for (const { name, fields, rows } of tables) {
    const all = [...rows()];
    const step = Math.max(1, Math.floor(all.length / share));
    const spoilt = all.map((row, at) => {
      const chosen = name !== 'campaigns' && at % step === 0 && at / step < share;
      return [...(chosen ? mutateRow(row, random) : row), `${name} ${at}`];
    });
    const mutated = name === 'campaigns' ? 0 : Math.min(all.length, share);
    const file = join(folder, `${name}.csv`);
    await writeFile(file, [[...fields, markColumn], ...spoilt].map(csvLine).join(''));
    const before = await countRows(database);
    totals.rows += mutated;
    const report = await importOne(database, file).catch((error: unknown) => {
      faults.push(`${name}: not imported: ${error instanceof Error ? error.stack : error}`);
      return null;
    });
    if (report === null) continue;
    const marks = await rejectedMarks(report, faults);
    faults.push(...addsUp(report, before, await countRows(database)));
    if (report.read !== spoilt.length) faults.push(`${name}: ${report.read} read of ${spoilt.length} rows`);
    if (marks.size !== report.rejected)
      faults.push(`${name}: ${marks.size} in the rejects file, ${report.rejected} rejected`);
    totals.stored += report.stored;
    totals.rejected += report.rejected;
    totals.causes += report.causes.length;
    print(
      `  ${name}: ${report.read} rows, ${mutated} of them spoilt; ${report.stored} stored, ${report.rejected} rejected for ${report.causes.length} causes`,
    );
  }
  for (const fault of faults) print(`     ${fault}`);
  return holds(
    'spoilt rows stored or rejected with a reason, counts exact',
    `${totals.rows} spoilt; ${totals.stored} rows stored, ${totals.rejected} rejected for ${totals.causes} causes; ${faults.length} faults`,
    faults.length === 0,
  );
}

async function importOne(database: Database, file: string): Promise<FileReport> {
  const [report] = await importFiles({
    database,
    files: await planFiles([file]),
    settings: { timezone: 'UTC' },
    now: present,
    rejectsFileOf: (path) => `${path}.rejects.csv`,
  });
  return report;
}

/** The rows of the rejects file by their marks; each must have a reason. */
async function rejectedMarks({ rejectsFile, rejected }: FileReport, faults: string[]): Promise<Set<string>> {
  if (rejectsFile === null) return new Set();
  const [header = [], ...rows] = readCsv(await readFile(rejectsFile, 'utf8'));
  const [mark, reason] = [header.indexOf(markColumn), header.indexOf('rejected_reason')];
  if (rows.length !== rejected) faults.push(`${rejectsFile}: ${rows.length} rows for ${rejected} rejected`);
  for (const row of rows)
    if ((row[reason] ?? '').trim() === '') faults.push(`${rejectsFile}: ${row[mark]} has no reason`);
  return new Set(rows.map((row) => row[mark] ?? ''));
}
