import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCsvFolder } from '../../../ingest/export/write-csv-folder.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import { undoImport } from '../../../ingest/undo-import.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import type { Database } from '../../../store/database/database.ts';
import { holds, print } from '../../figures.ts';
import { differences, stateOf } from './state.ts';

const present = new Date('2026-11-22T00:00:00Z');

/** Taking imports back, the last first, leaves the tables as they were before each. */
export async function undoImports(
  database: Database,
  folder: string,
  options: { readonly seed: number },
): Promise<boolean> {
  const counts = { contacts: 150, conversations: 120, leads: 100 };
  const folders = [1, 2, 3].map((part) => join(folder, `undo-${part}`));
  // a business, the same a month later, and another one beside it
  await writeCsvFolder({ folder: folders[0], world: simulateWorld({ seed: options.seed, now: present, ...counts }) });
  await changedCopy(folders[0], folders[1]);
  await writeCsvFolder({
    folder: folders[2],
    world: simulateWorld({ seed: options.seed + 1, now: present, ...counts }),
  });
  const faults: string[] = [];
  const done: {
    readonly batch: number;
    readonly file: string;
    readonly before: Awaited<ReturnType<typeof stateOf>>;
  }[] = [];
  let changed = 0;
  for (const each of folders) {
    const planned = await planFiles(readdirSync(each).map((name) => join(each, name)));
    const before = await stateOf(database);
    const files = await importFiles({ database, files: planned, settings: { timezone: 'UTC' }, now: present });
    // one state per folder: files of it are taken back together
    for (const { batch, file, tables } of files) {
      if (batch !== null) done.push({ batch, file, before });
      changed += tables.reduce((sum, { updated }) => sum + updated, 0);
    }
  }
  for (const [at, { batch, file, before }] of [...done.entries()].reverse()) {
    const { kept } = await undoImport(database, batch);
    for (const { table, why, rows } of kept) faults.push(`${file}: ${rows} ${table} kept, ${why}`);
    if (at > 0 && done[at - 1].before === before) continue;
    const differ = differences(await stateOf(database), before);
    if (differ.length > 0) faults.push(`${file}: ${differ.join(', ')} differ`);
  }
  for (const fault of faults) print(`     ${fault}`);
  return holds(
    'imports taken back leave the tables as they were',
    `${done.length} imports, ${changed} rows changed by them; ${faults.length} faults`,
    faults.length === 0 && changed > 0,
  );
}

/** The same ids with other values: people move, leads are won, tickets are closed. */
async function changedCopy(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const text = await readFile(join(from, name), 'utf8');
    const changed = text
      .replaceAll(',open,', ',resolved,')
      .replaceAll(',contacted,', ',qualified,')
      .replaceAll(',en,', ',fr,')
      .replaceAll(',informational,', ',promotional,')
      .replaceAll('walk_in', 'website');
    await writeFile(join(to, name), changed);
  }
}
