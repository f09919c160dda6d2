import { isDeepStrictEqual } from 'node:util';
import { modelNames } from '../../domain/models.ts';
import { createThreadPool, type ThreadPool } from '../../jobs/pool.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { createRandom } from '../../simulation/random.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { createLogger } from '../../telemetry/log.ts';
import { testDatabase } from '../../test/infrastructure.ts';
import { extractSnapshots, present } from '../../test/ingest/round-trip/extract-snapshots.ts';
import {
  asDeliveries,
  byFiles,
  byRequests,
  bySource,
  differences,
  doubled,
  openShop,
  postAll,
  type Random,
  rowsOf,
  settle,
  shuffled,
  type ToldRow,
} from '../../test/ingest/upsert/ways.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/** `npm run proof -- ways-in [seed] [--reduced]` */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seed = Number(args[0] ?? 20_261_130);
  const [mixes, size] = reduced ? [2, 40] : [8, 300];
  const world = simulateWorld({ seed: 5, now: present, contacts: size, conversations: size, leads: size, days: 90 });
  const rows = rowsOf(world);
  const threads = createThreadPool(createLogger('proof', 'error'), 1);
  try {
    return await withDatabase(async (files) => {
      await byFiles(files, rows);
      const expected = await hashesOf(files, threads);
      print(`A business of ${rows.length} rows, imported from files; then in ${mixes} mixes of ways:`);
      let passed = true;
      for (let mix = 1; mix <= mixes; mix++) {
        const random = createRandom(seed, 'mix', mix);
        const same = await withDatabase(async (mixed) => {
          const told = await bringIn(mixed, rows, () => random.next());
          await settle(mixed);
          const differing = await differences(mixed, files);
          const hashes = await hashesOf(mixed, threads);
          const names = Object.keys(differing);
          if (names.length > 0) print(`  ${JSON.stringify(differing)}`);
          const equal = names.length === 0 && isDeepStrictEqual(hashes, expected);
          return holds(`mix ${mix}: ${told}`, names.join(', ') || 'the same tables', equal);
        });
        passed &&= same;
      }
      return { passed };
    });
  } finally {
    await threads.close();
  }
}

/** Every row comes by one way at least, most by several, in pieces and in any order. @returns the ways in words */
async function bringIn(database: Database & { readonly url: string }, rows: readonly ToldRow[], random: Random) {
  // all that the others don't say is in the database that is read
  const pulls = random() < 0.7;
  const requests: ToldRow[] = [];
  const webhooks: ToldRow[] = [];
  for (const row of rows) {
    const draw = random();
    if (draw < 0.45 || (!pulls && draw < 0.5)) requests.push(row);
    if (draw > 0.35 && (draw < 0.8 || !pulls)) webhooks.push(row);
  }
  const exported = ofSome(rows, random);
  if (pulls) await openShop(database, rows);
  const steps: (() => Promise<void>)[] = [
    ...pieces(doubled(requests, random), random).map((some) => () => byRequests(database, some, 500)),
    ...pieces(doubled(asDeliveries(webhooks, random), random), random).map((some) => () => postAll(database, some)),
    () => byFiles(database, exported),
    ...(pulls ? [() => bySource(database, database.url), () => bySource(database, database.url)] : []),
  ];
  for (const step of shuffled(steps, random)) await step();
  const counts = [`${requests.length} by requests`, `${webhooks.length} by webhooks`, `${exported.length} by files`];
  return [...counts, ...(pulls ? [`${rows.length} read twice`] : [])].join(', ');
}

/** Up to five pieces, of any size. */
function pieces<T>(all: readonly T[], random: Random): T[][] {
  const cuts = Array.from({ length: 4 }, () => Math.floor(random() * all.length)).toSorted((a, b) => a - b);
  return [0, ...cuts].map((from, at) => all.slice(from, cuts[at] ?? all.length));
}

/** An export of some contacts, with all that is theirs. */
function ofSome(rows: readonly ToldRow[], random: Random): ToldRow[] {
  const chosen = new Set<string | null>();
  const owners = new Map<string | null, string | null>();
  for (const { table, values } of rows) {
    if (table === 'contacts' && random() < 0.3) chosen.add(values.external_id);
    if (table === 'leads' || table === 'support_tickets') owners.set(values.external_id, values.contact);
  }
  return rows.filter(({ table, values }) => {
    if (table === 'campaigns') return true;
    if (table === 'contacts') return chosen.has(values.external_id);
    return chosen.has(values.contact ?? owners.get(values.lead ?? values.ticket ?? null) ?? null);
  });
}

async function hashesOf(database: Database, threads: ThreadPool): Promise<string[]> {
  const snapshots = await extractSnapshots(database, threads);
  return modelNames.map((model) => snapshots[model].hash);
}

async function withDatabase<T>(work: (database: Database & { readonly url: string }) => Promise<T>): Promise<T> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
  try {
    return await work({ ...database, url });
  } finally {
    await database.close();
    await close();
  }
}
