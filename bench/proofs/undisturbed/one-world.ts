import { writeWorld } from '../../../ingest/write-world.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { testDatabase } from '../../../test/infrastructure.ts';
import { patience } from '../year/apart.ts';
import { fidelities, liveYear } from '../year/live-year.ts';
import { readUndisturbed } from './record.ts';

/**
 * A process of its own for each world, because the world has the whole process's clock. Arguments: seed, size, weeks. Sends what is on
 * record to its parent.
 */
/** All days of full fidelity. Gaps in arrivals last for a day at least, and what is shown are alarms, which a better search would not change. */
const fidelity = { ...fidelities.full, candidates: 2, watchedEveryHours: 6 };
const start = new Date('2025-01-05T00:00:00.000Z');
const [seed, size, weeks] = process.argv.slice(2).map(Number);

const began = performance.now();
const { url, close } = await testDatabase();
const database = await openDatabase(url, { patience });
try {
  const world = simulateYear({ seed, size, start, weeks, change: null });
  await writeWorld({ database, world });
  const spent = await liveYear(database, { start, weeks, fidelity });
  const seconds = (performance.now() - began) / 1000;
  process.send?.(await readUndisturbed(database, { seed, size, seconds, spent }));
} finally {
  await database.close();
  await close();
}
