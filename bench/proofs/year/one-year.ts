import { writeWorld } from '../../../ingest/write-world.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { testDatabase } from '../../../test/infrastructure.ts';
import { patience } from './apart.ts';
import { type FidelityName, fidelities, liveYear } from './live-year.ts';
import { readYear, type YearRecord } from './record.ts';

/**
 * A process of its own for each year, because the year has the whole process's clock. Arguments: seed, weeks to live through, how faithfully. Sends what
 * is on record to its parent. A Sunday, 00:00 UTC, is the first day.
 */
const start = new Date('2025-01-05T00:00:00.000Z');
const [seed, weeks] = process.argv.slice(2, 4).map(Number);
const fidelity = fidelities[process.argv[4] as FidelityName];

const began = performance.now();
const { url, close } = await testDatabase();
const database = await openDatabase(url, { patience });
try {
  const world = simulateYear({ seed, start });
  await writeWorld({ database, world });
  const written = performance.now();
  const spent = await liveYear(database, { start, weeks, fidelity });
  const record = await readYear(database, { seed, start, weeks, events: world.events });
  const before = { what: 'the world is written', calls: 1, milliseconds: written - began };
  const sent: YearRecord = { ...record, spent: [before, ...spent], seconds: (performance.now() - began) / 1000 };
  process.send?.(sent);
} finally {
  await database.close();
  await close();
}
