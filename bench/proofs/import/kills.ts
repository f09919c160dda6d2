import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeCsvFolder } from '../../../ingest/export/write-csv-folder.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { createRandom } from '../../../simulation/random.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { testDatabase } from '../../../test/infrastructure.ts';
import { holds, print } from '../../figures.ts';
import { differences, type State, stateOf } from './state.ts';

const present = new Date('2026-11-22T00:00:00Z');

/** `perennial import FOLDER` in a process of its own, killed at random moments and run again: the tables become those of an undisturbed run. */
export async function importUnderKills(
  folder: string,
  options: { readonly seed: number; readonly kills: number },
): Promise<boolean> {
  const files = join(folder, 'killed');
  const world = simulateWorld({ seed: options.seed, now: present, contacts: 800, conversations: 2_000, leads: 600 });
  await writeCsvFolder({ folder: files, world });
  const calm = await runOnce(files, home(folder), null);
  // the first one found nothing in the system's caches
  const warm = await runOnce(files, home(folder), null);
  let shortest = Math.min(calm.milliseconds, warm.milliseconds);
  print(`  undisturbed: ${(shortest / 1000).toFixed(1)} s`);
  const random = createRandom(options.seed, 'kills');
  const faults: string[] = calm.code === 0 ? [] : [`the undisturbed import ended with ${calm.code}`];
  for (const table of differences(warm.state, calm.state)) faults.push(`two undisturbed imports differ: ${table}`);
  let amid = 0;
  let early = 0;
  // another one for each that had ended: the machine is faster at times
  while (amid < options.kills && early <= 2 * options.kills) {
    // anywhere in the work, however fast the machine is at that moment: so many files in, and some way into the next one
    const moment = { files: random.integer(world.tables.length), delay: random.next() ** 2 * 0.3 * shortest };
    const { state, committed, code, killed, milliseconds } = await runOnce(files, home(folder), moment);
    if (killed) amid++;
    else early++;
    const which = killed ? `kill ${amid}` : 'no kill';
    if (code !== 0) faults.push(`${which}: the second run ended with ${code}`);
    const differ = differences(state, calm.state);
    if (differ.length > 0) faults.push(`${which}: ${differ.join(', ')} differ`);
    const told = `${moment.delay.toFixed(0)} ms after file ${moment.files}`;
    print(`  ${which}, ${told}: ${killed ? `${committed} files were in` : 'it had ended'}`);
    shortest = Math.min(shortest, milliseconds);
  }
  for (const fault of faults) print(`     ${fault}`);
  return holds(
    'tables after kill -9 and another run equal an undisturbed import',
    `${amid} kills amid the import, ${early} imports run twice; ${faults.length} faults`,
    faults.length === 0 && amid === options.kills,
  );
}

function home(folder: string): string {
  return join(folder, 'home');
}

type Run = {
  readonly state: State;
  readonly milliseconds: number;
  readonly code: number | null;
  readonly killed: boolean;
  /** Files that were in when it was killed. */
  readonly committed: number;
};

/** So many milliseconds after so many files were in. */
type Moment = { readonly files: number; readonly delay: number };

/** Imports into a database of its own; killed at a moment where that isn't null, then again to its end. */
async function runOnce(files: string, home: string, moment: Moment | null): Promise<Run> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
  try {
    let killed = false;
    let committed = 0;
    const filesIn = async () =>
      (await database.query<{ count: number }>('select count(*) as count from import_batches'))[0].count;
    if (moment !== null) {
      const reached = async (ended: () => boolean) => {
        while (!ended() && (await filesIn()) < moment.files) await sleep(20);
        await sleep(moment.delay);
      };
      killed = (await importProcess(files, home, url, reached)).signal === 'SIGKILL';
      committed = await filesIn();
    }
    const started = performance.now();
    const { code } = await importProcess(files, home, url, null);
    const milliseconds = performance.now() - started;
    return { state: await stateOf(database), milliseconds, code, killed, committed };
  } finally {
    await database.close();
    await close();
  }
}

async function importProcess(
  files: string,
  home: string,
  url: string,
  whenToKill: ((ended: () => boolean) => Promise<void>) | null,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const main = join(projectRoot, 'cli', 'main.ts');
  const child = spawn(process.execPath, [main, 'import', files], {
    env: { ...process.env, DATABASE_URL: url, PERENNIAL_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  if (whenToKill !== null) {
    await Promise.race([whenToKill(() => child.exitCode !== null), ended]);
    child.kill('SIGKILL');
  }
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}
