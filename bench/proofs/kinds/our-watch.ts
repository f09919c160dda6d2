import { runApart } from '../year/apart.ts';
import type { Alarm } from './alarms.ts';
import type { WatchedWorld } from './world-file.ts';
import { fileOf, type WorldName } from './write-worlds.ts';

export type OurWatch = Pick<WatchedWorld, 'kind' | 'seed'> & {
  readonly alarms: readonly Alarm[];
  /** How many figures of the checked day differ from what the product's own steps measured from the database. */
  readonly unlike: number;
  readonly seconds: number;
};

const script = new URL('./one-watch.ts', import.meta.url);

/** What the product's watch finds in the worlds, half of them in each of two processes. */
export async function watchWorlds(worlds: readonly WorldName[], folder: string): Promise<OurWatch[]> {
  const halves = [0, 1].map((half) => worlds.filter((_, at) => at % 2 === half)).filter(({ length }) => length > 0);
  const found = await Promise.all(
    halves.map((half) =>
      runApart<OurWatch[]>(
        script,
        half.map((world) => fileOf(world, folder)),
        '',
      ),
    ),
  );
  return found.flat();
}
