import type { ChangeKind } from '../../simulation/year/changes.ts';
import { temporaryFolder } from '../../test/infrastructure.ts';
import { holds, print } from '../figures.ts';
import { writeFigures } from '../page.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { type Contestant, delayOf, kinds, type Standing, tellsAfter, tune } from './kinds/judge.ts';
import { type OurWatch, watchWorlds } from './kinds/our-watch.ts';
import { askPeers } from './kinds/peers.ts';
import { heldKinds, type JudgedKind, printKind, tableOf } from './kinds/report.ts';
import { nameOfWorld, watched } from './kinds/world-file.ts';
import { type WorldName, writeWorlds } from './kinds/write-worlds.ts';

/** Of the eight kinds; for fewer, the same share. */
const leastHeld = 6 / 8;
/** One that labels show and one that the data themselves show. */
const reducedKinds = ['price_rise', 'broken_feed'] as const;
/** Deterministic: a table stops, a column turns empty or constant. */
const brokenWithinDays = 1;

/**
 * Eight kinds of change of a business, each from many seeds, beside undisturbed businesses: how many days after the change a frozen
 * champion's watch raises an alarm, beside Evidently, NannyML and river on the same rows. `--seeds 1-10`; `--folder` keeps the worlds and
 * what the peers make of them, and uses what is there; `--write` for docs/kinds.md.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? (reduced ? [1] : range(1, 10));
  const chosen = reduced ? reducedKinds : kinds;
  const folder = parseFolder(args) ?? temporaryFolder();
  const worlds: WorldName[] = seeds.flatMap((seed) => [null, ...chosen].map((kind) => ({ kind, seed })));
  print(
    `${watched.days} days of ${worlds.length} worlds, which change on day ${watched.changeDay}; lead scoring alone`,
  );
  await writeWorlds(worlds, folder);
  const ours = await watchWorlds(worlds, folder);
  const falseAlarms = printUndisturbed(ours);
  const peers = await askPeers(worlds, folder, !reduced);
  const quiet = worlds.filter(({ kind }) => kind === null).map(nameOfWorld);
  const limits = new Map(peers.map((each) => [each, tune(each, quiet, falseAlarms)]));
  const all = chosen.map((kind) => {
    const own = seeds.map((seed) =>
      delayOfOurs(
        ours.find((each) => each.kind === kind && each.seed === seed),
        tellsAfter(kind),
      ),
    );
    const standings = peers.map(
      (peer): Standing => ({
        name: peer.name,
        delays: seeds.map((seed) => delayOfPeer(peer, kind, seed, limits.get(peer) ?? Infinity)),
      }),
    );
    printKind(kind, own, standings);
    return { kind, ours: own, peers: standings };
  });
  if (args.includes('--write')) {
    const circumstances = `Seeds ${seeds.join(', ')}. Median days from the change to the first alarm; in brackets the worlds with one.`;
    writeFigures('kinds', circumstances, tableOf(all), 'kinds.md');
  }
  return { passed: judge(ours, all, peers.length > 0) };
}

/** @returns in how many undisturbed worlds ours raised an alarm, which the peers are allowed too. */
function printUndisturbed(ours: readonly OurWatch[]): number {
  print('\nPerennial, what fired and on which day (* mailed)');
  for (const { kind, seed, alarms } of ours) {
    const told = alarms.map(
      ({ day, rule, mailed, value }) => `${day} ${rule}${mailed ? '*' : ''} ${value?.toFixed(2) ?? ''}`,
    );
    print(`  ${nameOfWorld({ kind, seed }).padEnd(18)} ${told.join(', ') || 'nothing'}`);
  }
  return ours.filter(({ kind, alarms }) => kind === null && alarms.length > 0).length;
}

function delayOfOurs(found: OurWatch | undefined, from: number): number | null {
  const first = found?.alarms.find(({ day }) => day > watched.changeDay + from);
  return first === undefined ? null : first.day - watched.changeDay;
}

function delayOfPeer({ scores }: Contestant, kind: ChangeKind, seed: number, limit: number): number | null {
  return delayOf(scores.get(nameOfWorld({ kind, seed })) ?? [], limit, watched.changeDay, tellsAfter(kind));
}

function judge(ours: readonly OurWatch[], all: readonly JudgedKind[], withPeers: boolean): boolean {
  const quiet = ours.filter(({ kind }) => kind === null);
  const alarmed = quiet.filter(({ alarms }) => alarms.length > 0).length;
  const unlike = ours.reduce((sum, each) => sum + each.unlike, 0);
  const held = heldKinds(all);
  const feeds = all.find(({ kind }) => kind === 'broken_feed')?.ours ?? [];
  const slowest = Math.max(...feeds.map((delay) => delay ?? Infinity));
  print(`\nFigures, ${all.length} kinds and ${quiet.length} undisturbed worlds`);
  if (withPeers) print(`  no peer is better in: ${held.join(', ')}`);
  return [
    holds('figures that differ from those that the steps measure from the database, 0', String(unlike), unlike === 0),
    holds(`undisturbed worlds with an alarm, at most one in ten`, String(alarmed), alarmed <= quiet.length / 10),
    holds(
      `days until a broken feed is told of, at most ${brokenWithinDays}`,
      String(slowest),
      slowest <= brokenWithinDays,
    ),
    ...(withPeers
      ? [
          holds(
            `kinds in which no peer is better, at least ${Math.ceil(leastHeld * all.length)} of ${all.length}`,
            String(held.length),
            held.length >= leastHeld * all.length,
          ),
        ]
      : []),
  ].every(Boolean);
}

function parseFolder(args: readonly string[]): string | null {
  const at = args.indexOf('--folder');
  return at === -1 ? null : (args[at + 1] ?? null);
}
