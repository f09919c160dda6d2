import { startThrowAwayStack } from '../../test/infrastructure.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import type { UndisturbedRecord } from './undisturbed/record.ts';
import { runApart } from './year/apart.ts';
import { spentLines } from './year/stopwatch.ts';

/** The first training is on the first day; 60 days and the rest of the week. */
const weeks = 9;
/** Arrivals, of the usual business of `year`. */
const sizes = [0.7, 1, 1.3, 1.6] as const;
/** Which takes least time, and whose figures move most by chance. */
const reducedSizes = [0.7] as const;
/** Each world keeps about a core busy. */
const sideBySide = 2;
/** One of 40 worlds may raise an alarm. */
const allowedShare = 1 / 40;

const script = new URL('./undisturbed/one-world.ts', import.meta.url);

type World = { readonly seed: number; readonly size: number };

/**
 * Businesses of four sizes in which nothing changes but what always does: they grow, have their season, and grow older. Each lives through
 * the product's own steps from its first training on, as in `year`. `--seeds 1-10` for each size, `--sizes 0.4,1` for some of them.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? (reduced ? [1] : range(1, 10));
  const chosen = parseSizes(args) ?? (reduced ? reducedSizes : sizes);
  const worlds = seeds.flatMap((seed) => chosen.map((size) => ({ seed, size })));
  print(`${worlds.length} undisturbed worlds of ${chosen.length} sizes, ${weeks} weeks from the first training on`);
  const stack = await startThrowAwayStack({ temporal: false });
  try {
    return { passed: judge(await liveThrough(worlds, stack.databaseUrl)) };
  } finally {
    await stack.stop();
  }
}

async function liveThrough(worlds: readonly World[], databaseUrl: string): Promise<UndisturbedRecord[]> {
  // the largest first, so that both cores end at about the same time
  const left = worlds.toSorted((a, b) => b.size - a.size);
  const records: UndisturbedRecord[] = [];
  async function work(): Promise<void> {
    for (let world = left.shift(); world !== undefined; world = left.shift()) {
      const { seed, size } = world;
      const record = await runApart<UndisturbedRecord>(script, [seed, size, weeks].map(String), databaseUrl);
      records.push(record);
      printWorld(record, worlds.length <= 2);
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work));
  return records;
}

function printWorld(record: UndisturbedRecord, withSpent: boolean): void {
  const { seed, size, seconds, contacts, trained, alarms, drift } = record;
  const raised = alarms.length === 0 ? 'nothing' : `${alarms.length} alarm${alarms.length === 1 ? '' : 's'}`;
  print(
    `\nsize ${size}, seed ${seed}: ${raised}; ${contacts} contacts, ${trained} trainings (${seconds.toFixed(0)} s)`,
  );
  if (withSpent) for (const line of spentLines(record)) print(line);
  const figure = (value: number | null) => value?.toFixed(2) ?? 'undefined';
  for (const { model, inputs, outputs } of drift) {
    print(`  ${model.padEnd(13)} most drift over its noise: inputs ${figure(inputs)}, outputs ${figure(outputs)}`);
  }
  for (const { model, source, rule, value, limit, samples, firedAt, mailed, state } of alarms) {
    const what = `${model ?? 'business'} ${source} ${rule} ${figure(value)} (limit ${figure(limit)})`;
    const told = mailed ? 'mailed' : 'not mailed';
    print(`  ${firedAt.toISOString().slice(0, 10)} ${what}, ${samples ?? 'no'} samples, ${told}, ${state}`);
  }
}

function judge(records: readonly UndisturbedRecord[]): boolean {
  const alarmed = records.filter(({ alarms }) => alarms.some(({ mailed }) => mailed));
  const shown = records.filter(({ alarms }) => alarms.length > 0);
  const drifted = records.filter(({ alarms }) => alarms.some(({ rule }) => rule === 'drift'));
  print(`\nFigures, ${records.length} worlds`);
  print(`  worlds with an incident that fired, mailed or only shown: ${shown.length}`);
  const byRule = Map.groupBy(
    records.flatMap(({ alarms }) => alarms),
    ({ source, rule }) => `${source} ${rule}`,
  );
  for (const [rule, alarms] of byRule) print(`  ${rule}: ${alarms.length}`);
  const allowed = Math.floor(allowedShare * records.length);
  return [
    holds('worlds in which data count as drifted, 0', String(drifted.length), drifted.length === 0),
    holds(`worlds that raise any alarm, at most ${allowed}`, String(alarmed.length), alarmed.length <= allowed),
  ].every(Boolean);
}

function parseSizes(args: readonly string[]): readonly number[] | null {
  const at = args.indexOf('--sizes');
  return at === -1 ? null : (args[at + 1] ?? '').split(',').map(Number);
}
