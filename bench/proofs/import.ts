import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../store/database/database.ts';
import { testDatabase } from '../../test/infrastructure.ts';
import { print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { importUnderKills } from './import/kills.ts';
import { importSpoiltFiles } from './import/spoilt-files.ts';
import { importSpoiltRows } from './import/spoilt-rows.ts';
import { undoImports } from './import/undo.ts';

/** `npm run proof -- import [seed] [--reduced]` */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seed = Number(args[0] ?? 20_261_130);
  const folder = await mkdtemp(join(tmpdir(), 'perennial-import-'));
  try {
    print('Rows with spoilt cells:');
    const rows = await inDatabase((database) =>
      importSpoiltRows(database, folder, { seed, rows: reduced ? 1_000 : 10_000 }),
    );
    print('\nFiles with spoilt bytes:');
    const files = await inDatabase((database) =>
      importSpoiltFiles(database, folder, { seed, files: reduced ? 30 : 200 }),
    );
    print('\nImports taken back:');
    const undone = await inDatabase((database) => undoImports(database, folder, { seed }));
    print('\nImports killed:');
    const killed = await importUnderKills(folder, { seed, kills: reduced ? 2 : 20 });
    return { passed: rows && files && undone && killed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inDatabase<T>(work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.close();
    await close();
  }
}
