import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startThrowAwayStack } from '../../../test/infrastructure.ts';
import { print } from '../../figures.ts';
import { runApart } from '../year/apart.ts';
import { nameOfWorld, type WatchedWorld } from './world-file.ts';

export type WorldName = Pick<WatchedWorld, 'kind' | 'seed'>;

/** Each world keeps about a core busy. */
const sideBySide = 2;
const script = new URL('./one-world.ts', import.meta.url);

/** Those that the folder doesn't hold yet: simulated, a champion trained, and what its watching reads written to a file each. */
export async function writeWorlds(worlds: readonly WorldName[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const left = worlds.filter((world) => !existsSync(fileOf(world, folder)));
  print(`${worlds.length - left.length} worlds are there already, ${left.length} to simulate`);
  if (left.length === 0) return;
  const stack = await startThrowAwayStack({ temporal: false });
  try {
    await Promise.all(
      Array.from({ length: sideBySide }, async () => {
        for (let world = left.shift(); world !== undefined; world = left.shift()) {
          const args = [world.kind ?? 'undisturbed', String(world.seed), folder];
          const { seconds, rows } = await runApart<{ seconds: number; rows: number }>(script, args, stack.databaseUrl);
          print(`  ${nameOfWorld(world)}: ${rows} leads, ${seconds.toFixed(0)} s`);
        }
      }),
    );
  } finally {
    await stack.stop();
  }
}

export function fileOf(world: WorldName, folder: string): string {
  return join(folder, `${nameOfWorld(world)}.world`);
}
