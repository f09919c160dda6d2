import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../engine/random.ts';
import { print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { drawFaults, type FaultRecord } from './chaos/faults.ts';
import { judge } from './chaos/judge.ts';
import { emptyLedger } from './chaos/ledger.ts';
import { openScene, type Scene } from './chaos/scene.ts';
import { startWork } from './chaos/work.ts';

/** Milliseconds of faults, and between two of them. */
const plans = {
  full: { lasts: 30 * 60_000, pause: [3_000, 12_000], longestFreeze: 20_000, leads: 400 },
  reduced: { lasts: 80_000, pause: [2_000, 6_000], longestFreeze: 6_000, leads: 160 },
} as const;
/** Everything is healthy so long after the last fault at the latest. */
const recovery = 60_000;

/**
 * `npm run proof -- chaos [seed]`: the product as `npm start` runs it, with a worker on what stands for another machine, does all it does
 * while its processes, servers, connections and disk fail at random.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const plan = plans[reduced ? 'reduced' : 'full'];
  const seed = Number(args[0] ?? 20_261_130);
  const random = createRandom(seed);
  const scene = await openScene({ leads: plan.leads, random });
  try {
    const ledger = emptyLedger();
    const work = startWork(scene, ledger);
    const faults = await disturb(scene, plan, random);
    const last = performance.now();
    const healthyAfter = await untilHealthy(scene, last);
    await work.stop();
    print(`\n${faults.length} faults in ${Math.round(plan.lasts / 1000)} s (seed ${seed}):`);
    for (const { at, what, lasted } of faults) {
      print(
        `  ${(at / 1000).toFixed(0).padStart(5)} s  ${what}${lasted === null ? '' : `, for ${(lasted / 1000).toFixed(1)} s`}`,
      );
    }
    if (!scene.disk.limited) print('  The disk was never full: this machine lets us mount no small file system.');
    print();
    return { passed: await judge(scene, ledger, { healthyAfter, recovery }) };
  } finally {
    await scene.close();
  }
}

async function disturb(
  scene: Scene,
  { lasts, pause, longestFreeze }: (typeof plans)[keyof typeof plans],
  random: Random,
): Promise<FaultRecord[]> {
  const records: FaultRecord[] = [];
  const started = performance.now();
  const next = drawFaults(scene, { random, longest: longestFreeze });
  while (performance.now() - started < lasts) {
    await sleep(pause[0] + random.next() * (pause[1] - pause[0]));
    const at = performance.now() - started;
    records.push({ at, ...(await next()) });
  }
  return records;
}

/** Milliseconds from the last fault to the first moment of health; null: it never came. */
async function untilHealthy(scene: Scene, from: number): Promise<number | null> {
  for (const deadline = from + 2 * recovery; performance.now() < deadline; await sleep(250)) {
    if (await scene.isHealthy()) return performance.now() - from;
  }
  return null;
}
