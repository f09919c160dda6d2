import { equalDistance } from '../../../domain/monitoring/equal-distance.ts';
import { judgedSamples, type Measurement } from '../../../domain/monitoring/measurement.ts';
import { type EarlierTable, measureDrift } from '../../../jobs/measure-drift.ts';
import { measureRescored } from '../../../jobs/measure-rescored.ts';
import type { SnapshotTable } from '../../../store/artifacts/snapshot-table.ts';
import type { WatchedWorld } from './world-file.ts';

const dayLength = 86_400_000;
/** As `measure-drift-of.ts` has them. */
const driftDays = 7;
const leastContacts = 30;
const widenings = [1, 2, 4];

/** What the product's monitoring measures of a frozen champion on one day, from rows in memory: the same jobs on the same rows as from the database. */
export async function measureDay(world: WatchedWorld, day: number, windowDays: number): Promise<Measurement[]> {
  const now = new Date(world.start.getTime() + day * dayLength);
  return [...(await rescored(world, now, windowDays)), ...(await drift(world, now))];
}

async function drift({ version, artifact, snapshot, rows }: WatchedWorld, now: Date): Promise<Measurement[]> {
  const { today, earlier } = equalDistance(version.trained, now, driftDays);
  const asOf = (at: Date) => rowsBetween(rows, at.getTime() - driftDays * dayLength, at.getTime());
  const compared = earlier
    .map(({ asOf: at, distance }): EarlierTable => ({ table: asOf(at), distance }))
    .find(({ table }) => new Set(table.contacts).size >= leastContacts);
  const { testSize, importance } = version;
  const given = { artifact, snapshot, testSize, current: asOf(today), importance };
  return await measureDrift({ ...given, ...(compared !== undefined && { earlier: compared }) });
}

/** Labels that became known within the window, which is widened as long as they are few. */
async function rescored(world: WatchedWorld, now: Date, windowDays: number): Promise<Measurement[]> {
  const { version, artifact, snapshot, rows } = world;
  const horizon = version.trained.horizonDays * dayLength;
  let found: Measurement[] = [];
  for (const times of widenings) {
    const until = now.getTime() - horizon;
    const labelled = rowsBetween(rows, until - times * windowDays * dayLength, until);
    const given = { artifact, seed: version.id, snapshot, testSize: version.testSize, labelled, from: null };
    found = await measureRescored(given);
    if ((found[0]?.samples ?? judgedSamples) >= judgedSamples) break;
  }
  return found;
}

/** Rows of moments after one and up to another. */
export function rowsBetween(table: SnapshotTable, after: number, until: number): SnapshotTable {
  const width = table.features.length;
  const kept = [...table.moments.keys()].filter((row) => table.moments[row] > after && table.moments[row] <= until);
  const pick = <T>(values: readonly T[]) => kept.map((row) => values[row] as T);
  const values = new Float64Array(kept.length * width);
  for (const [at, row] of kept.entries()) values.set(table.values.subarray(row * width, (row + 1) * width), at * width);
  return {
    ...table,
    ...{ asOf: new Date(until).toISOString(), subjects: pick(table.subjects), contacts: pick(table.contacts) },
    ...{ moments: Float64Array.from(kept, (row) => table.moments[row]), values },
    labels: Float64Array.from(kept, (row) => table.labels[row]),
    ...(table.attributes && {
      attributes: table.attributes.map((column) =>
        column.kind === 'number'
          ? { ...column, numbers: Float64Array.from(kept, (row) => column.numbers[row]) }
          : { ...column, texts: pick(column.texts) },
      ),
    }),
  };
}
