import { print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { monitorUnderKills } from './kill/monitoring.ts';
import { trainUnderKills } from './kill/training.ts';

export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seed = Number(args[0] ?? 20_261_122);
  print('Workers killed while they train:');
  const trained = await trainUnderKills({ seed, kills: reduced ? 2 : 20 });
  print('\nPostgreSQL, Temporal and workers killed while days are monitored and alerts mailed:');
  const monitored = await monitorUnderKills({ seed, rounds: reduced ? 1 : 6 });
  return { passed: trained && monitored };
}
