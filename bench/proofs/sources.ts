import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createRandom } from '../../simulation/random.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { addSource, forgetWatermarks } from '../../store/sources/sources.ts';
import { testDatabase } from '../../test/infrastructure.ts';
import { chatwootTables, fillChatwoot, passMonth } from '../../test/ingest/sources/chatwoot-tables.ts';
import { importWhole, tablesOf } from '../../test/ingest/sources/whole-export.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/** What is killed: the process that reads, the connection of the source, or a process of the database server, which then recovers. */
const victims = ['reader', 'source', 'database'] as const;
type Victim = (typeof victims)[number];

/** `npm run proof -- sources [seed] [--reduced]` */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seed = Number(args[0] ?? 20_261_130);
  // 12 messages a contact
  const contacts = reduced ? 340 : 4_200;
  const kills = reduced ? 6 : 20;
  const [own, other] = [await testDatabase(), await testDatabase()];
  const [database, exported] = [await openDatabase(own.url), await openDatabase(other.url)];
  try {
    await inChatwoot(database, async (client) => {
      await client.query('create schema chatwoot');
      await client.query(chatwootTables);
      await fillChatwoot(client, contacts);
    });
    await addSource(database, {
      ...{ name: 'chatwoot', kind: 'postgresql', preset: 'chatwoot', definition: null, credential: { env: 'NONE' } },
      ...{ settings: { everyMinutes: 15 }, createdAt: new Date() },
    });
    const [{ count }] = await database.query<{ count: number }>('select count(*) as count from chatwoot.messages');
    print(`Chatwoot with ${count} messages:`);
    const random = createRandom(seed, 'kills');
    const source = `${own.url}?options=${encodeURIComponent('-c search_path=chatwoot')}`;
    const first = await readUnderKills(database, [own.url, source], { kills: kills / 2, again: true }, random);
    const whole = await equals(database, exported, 'first reading');
    let later = 0;
    for (let month = 0; month < kills / 2; month++) {
      const at = `2026-10-${String(month + 1).padStart(2, '0')} 08:00:00`;
      await inChatwoot(database, (client) => passMonth(client, at));
      later += await readUnderKills(database, [own.url, source, 'sweep'], { kills: 1, again: false }, random);
    }
    const after = await equals(database, exported, 'a month of changes, deletions and merges in short readings');
    const enough = holds(
      'readings killed in their midst',
      `${first} of the first one, ${later} later ones`,
      first + later > kills / 2,
    );
    return { passed: whole && after && enough };
  } finally {
    await Promise.all([database.close(), exported.close()]);
    await Promise.all([own.close(), other.close()]);
  }
}

function inChatwoot(database: Database, work: Parameters<typeof inTransaction<void>>[1]): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query('set local search_path = chatwoot');
    await work(client);
  });
}

/** Reads until it is done; so many times somebody is killed at a random moment, and it is begun again. @returns how many were in its midst. */
async function readUnderKills(
  database: Database,
  given: readonly string[],
  { kills, again }: { readonly kills: number; readonly again: boolean },
  random: ReturnType<typeof createRandom>,
): Promise<number> {
  let amid = 0;
  // one that had ended before the blow begins anew, unless only what changed is to be read
  for (let tried = 0; amid < kills && tried < (again ? 4 * kills : kills); tried++) {
    const victim = victims[random.integer(victims.length)] ?? 'reader';
    const delay = 300 + random.next() * (again ? 2_000 : 700);
    if ((await read(given, (child) => strike(database, victim, child), delay)) !== 0) amid++;
    else if (again) await forgetWatermarks(database, 'chatwoot');
    print(`  ${victim}, ${delay.toFixed(0)} ms after the start: ${amid} amid`);
  }
  for (let attempt = 0; attempt < 5; attempt++) if ((await read(given, null, 0)) === 0) return amid;
  throw new Error('a reading that nobody disturbs does not end');
}

/** @returns the exit code; a signal counts as 1. */
async function read(
  given: readonly string[],
  disturb: ((child: { kill(signal: 'SIGKILL'): boolean }) => Promise<void>) | null,
  delay: number,
): Promise<number> {
  const script = join(projectRoot, 'bench', 'proofs', 'sources', 'read-source.ts');
  const child = spawn(process.execPath, [script, ...given], { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  const striking = disturb === null ? null : setTimeout(() => void disturb(child).catch(() => {}), delay);
  const [code] = (await ended) as [number | null];
  if (striking !== null) clearTimeout(striking);
  return code ?? 1;
}

async function strike(database: Database, victim: Victim, child: { kill(signal: 'SIGKILL'): boolean }): Promise<void> {
  if (victim === 'reader') {
    child.kill('SIGKILL');
    return;
  }
  const name = victim === 'source' ? 'perennial-source' : 'perennial';
  const [found] = await database.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid() order by xact_start nulls last limit 1',
    [name],
  );
  if (found === undefined) return;
  // the server ends all its processes when one is killed, and recovers from its log
  if (victim === 'database') process.kill(found.pid, 'SIGKILL');
  else await database.query('select pg_terminate_backend($1)', [found.pid]);
}

async function equals(database: Database, exported: Database, what: string): Promise<boolean> {
  await importWhole(database, exported, new Date());
  const [read, whole] = [await tablesOf(database), await tablesOf(exported)];
  const differ = Object.keys(whole).filter((name) => !isDeepStrictEqual(read[name], whole[name]));
  const rows = Object.values(whole).reduce((sum, each) => sum + each.length, 0);
  return holds(`${what}: tables equal a whole export's`, differ.join(', ') || `${rows} rows`, differ.length === 0);
}
