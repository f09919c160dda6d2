import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPerennialError } from '../../../domain/errors.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { arePeersAtHand, obtainPeers, peersEnvironment } from '../../benchmarks/engine/peers.ts';
import { print } from '../../figures.ts';
import type { Contestant, DayScores } from './judge.ts';
import { nameOfWorld, readWorldFile } from './world-file.ts';
import { writeTables } from './write-tables.ts';
import { fileOf, type WorldName } from './write-worlds.ts';

const list = 'monitoring.txt';
const program = join(projectRoot, 'bench', 'peers', 'watch_worlds.py');
const sideBySide = 2;

/** What the peers' detectors make of the worlds; empty where they aren't at hand. @param mayInstall whether they are installed then. */
export async function askPeers(
  worlds: readonly WorldName[],
  folder: string,
  mayInstall: boolean,
): Promise<Contestant[]> {
  const tablesOf = (world: WorldName) => join(folder, nameOfWorld(world));
  for (const world of worlds) await writeTables(readWorldFile(fileOf(world, folder)), tablesOf(world));
  const left = worlds.map(tablesOf).filter((each) => !existsSync(join(each, 'scores.json')));
  if (left.length > 0) {
    const python = findPython(mayInstall);
    if (python === null) return [];
    const child = spawn(python, [program, String(sideBySide), ...left], { stdio: 'inherit', env: peersEnvironment(1) });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${program} ended with exit code ${code}.`);
  }
  const byName = new Map<string, Map<string, DayScores>>();
  for (const world of worlds) {
    const found = JSON.parse(readFileSync(join(tablesOf(world), 'scores.json'), 'utf8')) as Record<string, DayScores>;
    for (const [name, scores] of Object.entries(found)) {
      const known = byName.get(name) ?? new Map<string, DayScores>();
      byName.set(name, known.set(nameOfWorld(world), scores));
    }
  }
  return [...byName].map(([name, scores]) => ({ name, scores }));
}

function findPython(mayInstall: boolean): string | null {
  if (!mayInstall && !arePeersAtHand(list)) {
    print('without Evidently, NannyML and river, which are not installed yet: the whole proof installs them');
    return null;
  }
  try {
    return obtainPeers(print, list);
  } catch (error) {
    if (!isPerennialError(error)) throw error;
    print(`without Evidently, NannyML and river: ${error.message} ${error.remedy}`);
    return null;
  }
}
