import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../engine/random.ts';
import type { Scene } from './scene.ts';

/** `at` and `lasted`: milliseconds; `lasted` is null for what is over at once. */
export type FaultRecord = { readonly at: number; readonly what: string; readonly lasted: number | null };
type Fault = () => Promise<Omit<FaultRecord, 'at'>>;

/** Draws faults, each kind as often as the others, and carries them out one after the other. */
export function drawFaults(scene: Scene, { random, longest }: { random: Random; longest: number }): Fault {
  const kinds = kindsOf(scene, () => 1_000 + random.next() * (longest - 1_000));
  let left: Fault[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle([...kinds]);
    return (left.pop() as Fault)();
  };
}

function kindsOf(scene: Scene, length: () => number): Fault[] {
  const { product, worker, disk, networks } = scene;
  const during = async (what: string, begin: () => void, end: () => void): Promise<Omit<FaultRecord, 'at'>> => {
    const lasted = length();
    begin();
    await sleep(lasted);
    end();
    return { what, lasted };
  };
  const freeze = (what: string, pidsOf: () => readonly number[]): Fault => {
    return () => {
      const pids = pidsOf();
      return during(
        `${what} frozen`,
        () => signalAll(pids, 'SIGSTOP'),
        () => signalAll(pids, 'SIGCONT'),
      );
    };
  };
  const kill = (what: string, pidOf: () => number | undefined): Fault => {
    return async () => {
      const pid = pidOf();
      if (pid !== undefined) signalAll([pid], 'SIGKILL');
      return { what: pid === undefined ? `${what} is away already` : `${what} killed`, lasted: null };
    };
  };
  const alone = (pid: number | undefined) => (pid === undefined ? [] : [pid]);
  return [
    kill('PostgreSQL', () => scene.serverPid('postgres')),
    kill('Temporal', () => scene.serverPid('temporal')),
    async () => {
      worker.kill();
      return { what: 'the worker of the other machine killed', lasted: null };
    },
    async () => {
      product.kill();
      return { what: 'the product killed', lasted: null };
    },
    freeze('PostgreSQL', () => withChildren(scene.serverPid('postgres'))),
    freeze('Temporal', () => alone(scene.serverPid('temporal'))),
    freeze('the worker of the other machine', () => alone(worker.pid())),
    freeze('the product', () => alone(product.pid())),
    ...Object.entries(networks).map(
      ([what, proxy]): Fault =>
        () =>
          during(`the network to ${what} cut`, proxy.cut, proxy.mend),
    ),
    ...(disk.limited ? [() => during('the disk full', disk.fill, disk.free)] : []),
  ];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended meanwhile
    }
  }
}

/** PostgreSQL is a process for each connection. */
function withChildren(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const children = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
      return parent === pid ? [Number(name)] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
  return [pid, ...children];
}
