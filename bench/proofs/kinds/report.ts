import { type ChangeKind, changeKinds } from '../../../simulation/year/changes.ts';
import { print } from '../../figures.ts';
import { alarmsIn, type Delays, isNoWorse, medianDelay, ranked, type Standing, toolsOf } from './judge.ts';

/** The delays of all tools about one kind, the best first, then those of each detector alone. */
export function printKind(kind: ChangeKind, ours: Delays, peers: readonly Standing[]): void {
  const { title, alarm, answer } = changeKinds[kind];
  const due = alarm ? 'an alarm is due' : 'no alarm is due';
  print(`\n${kind}: ${title}; ${due}; ${answer}`);
  for (const each of ranked(kind, [{ name: 'Perennial', delays: ours }, ...toolsOf(peers)])) printStanding(each, '');
  for (const each of ranked(kind, peers)) printStanding(each, '  ');
}

function printStanding({ name, delays }: Standing, indent: string): void {
  const raw = delays.map((delay) => delay ?? '-').join(' ');
  const named = `${indent}${name}`.padEnd(42);
  print(`  ${named} median ${wordMedian(delays).padEnd(6)} alarms ${alarmsIn(delays)}/${delays.length}  ${raw}`);
}

function wordMedian(delays: Delays): string {
  const median = medianDelay(delays);
  return Number.isFinite(median) ? `${median}` : 'none';
}

export type JudgedKind = { readonly kind: ChangeKind; readonly ours: Delays; readonly peers: readonly Standing[] };

/** Kinds in which no tool is better. */
export function heldKinds(all: readonly JudgedKind[]): ChangeKind[] {
  return all
    .filter(({ kind, ours, peers }) => toolsOf(peers).every(({ delays }) => isNoWorse(kind, ours, delays)))
    .map(({ kind }) => kind);
}

/** A table of medians, with the worlds alarmed about, for a page. */
export function tableOf(all: readonly JudgedKind[]): string {
  const names = toolsOf(all[0]?.peers ?? []).map(({ name }) => name);
  const titles = [
    'kind',
    'an alarm is due',
    'Perennial, days by seed',
    ...['Perennial', ...names].map((name) => `${name}, median`),
  ];
  const rows = all.map(({ kind, ours, peers }) => {
    const medians = [ours, ...toolsOf(peers).map(({ delays }) => delays)].map(
      (delays) => `${wordMedian(delays)} (${alarmsIn(delays)}/${delays.length})`,
    );
    const raw = ours.map((delay) => delay ?? '-').join(' ');
    return [kind.replace('_', ' '), changeKinds[kind].alarm ? 'yes' : 'no', raw, ...medians];
  });
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
