import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPerennialError } from '../../../domain/errors.ts';
import { csvTables } from '../../../ingest/export/csv-tables.ts';
import { csvLine } from '../../../ingest/export/write-csv-folder.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { createRandom } from '../../../simulation/random.ts';
import type { Database } from '../../../store/database/database.ts';
import { holds, print } from '../../figures.ts';
import { mutations } from './mutate-file.ts';
import { differences, stateOf } from './state.ts';
import { addsUp, countRows } from './tally.ts';

const present = new Date('2026-11-22T00:00:00Z');
const rowsOfAFile = 60;

/** Files with their bytes spoilt: each is refused whole, naming what is wrong and leaving nothing behind, or its counts add up. */
export async function importSpoiltFiles(
  database: Database,
  folder: string,
  options: { readonly seed: number; readonly files: number },
): Promise<boolean> {
  const world = simulateWorld({ seed: options.seed, now: present, contacts: 60, conversations: 60, leads: 60 });
  const originals = csvTables(world).map(({ name, fields, rows }) => {
    const kept = [...rows()].slice(0, rowsOfAFile);
    return { name, rows: kept.length, bytes: Buffer.from([fields, ...kept].map(csvLine).join('')) };
  });
  const faults: string[] = [];
  const outcomes = { whole: 0, partly: 0, refused: 0 };
  for (let number = 0; number < options.files; number++) {
    const random = createRandom(options.seed, 'file', number);
    const original = originals[number % originals.length];
    const mutation = mutations[Math.floor(number / originals.length) % mutations.length];
    const file = join(folder, `${original.name}.csv`);
    await writeFile(file, mutation.make(original.bytes, random));
    const told = `file ${number} (${original.name}: ${mutation.name})`;
    const [before, state] = [await countRows(database), await stateOf(database)];
    try {
      const planned = await planFiles([file]);
      const [report] = await importFiles({ database, files: planned, settings: { timezone: 'UTC' }, now: present });
      const wrong = addsUp(report, before, await countRows(database));
      if (mutation.keepsRows && report.read !== original.rows)
        wrong.push(`${report.read} read of ${original.rows} rows`);
      faults.push(...wrong.map((fault) => `${told}: ${fault}`));
      if (report.rejected === 0) outcomes.whole++;
      else outcomes.partly++;
    } catch (error) {
      outcomes.refused++;
      if (!isPerennialError(error) || error.remedy === '')
        faults.push(`${told}: ${error instanceof Error ? error.stack : error}`);
      const changed = differences(await stateOf(database), state);
      if (changed.length > 0) faults.push(`${told}: refused, but changed ${changed.join(', ')}`);
    }
  }
  for (const fault of faults) print(`     ${fault}`);
  return holds(
    'spoilt files refused whole with a reason, or counts exact',
    `${options.files} files: ${outcomes.whole} without a reject, ${outcomes.partly} with some, ${outcomes.refused} refused; ${faults.length} faults`,
    faults.length === 0,
  );
}
