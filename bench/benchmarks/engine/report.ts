import { writeFigures } from '../../page.ts';
import type { Case, Group } from './cases.ts';
import type { Measured } from './measure.ts';
import { isAsGood, type Score } from './score.ts';

export type Result = { readonly of: Case; readonly measured: readonly Measured[] };

/** One comparison of ours with another. */
export type Line = {
  readonly work: string;
  /** Whose figures stand in the column of ours. */
  readonly ours: Measured;
  readonly theirs: Measured;
  readonly ratio: number;
  readonly bar: number | null;
  readonly asGood: boolean;
};

/** The judged comparison first, then what is shown beside it; ours in another way (halving) is compared with the judged peer. */
export function linesOf({ of, measured }: Result): Line[] {
  const [ours, judged, ...beside] = measured;
  function compare(left: Measured, right: Measured, bar: number | null): Line {
    const ratio = left.milliseconds / right.milliseconds;
    return { work: of.work, ours: left, theirs: right, ratio, bar, asGood: isAsGood(left.score, right.score) };
  }
  return [
    compare(ours, judged, of.bar),
    ...beside.map((each) =>
      each.contestant.halving === true ? compare(each, judged, null) : compare(ours, each, null),
    ),
  ];
}

/** Unjudged ones always hold. */
export function isReached({ ratio, bar, asGood }: Line): boolean {
  return bar === null || (ratio <= bar && asGood);
}

export function printed(line: Line): string {
  const { work, ours, theirs, ratio, bar, asGood } = line;
  const sign = bar === null ? '   ' : isReached(line) ? 'OK ' : 'NO ';
  const sides = [
    `${ours.contestant.name} ${time(ours.milliseconds)}`,
    `${theirs.contestant.name} ${time(theirs.milliseconds)}`,
    `ratio ${ratio.toPrecision(3)}${bar === null ? '' : ` (<= ${bar})`}`,
    `${score(ours.score)} / ${score(theirs.score)}${asGood ? '' : ' (worse)'}`,
    `${memory(ours.peakBytes)} / ${memory(theirs.peakBytes)}`,
  ];
  return `  ${sign}${work.padEnd(44)} ${sides.join('; ')}`;
}

/** Into the group's place in `docs/benchmarks.md`. */
export function writeGroup(group: Group, lines: readonly Line[], circumstances: string): void {
  const rows = lines.map((line) => `| ${cells(line).join(' | ')} |`);
  const header = ['work', 'ours', 'theirs', 'ratio', 'to reach', 'score, ours / theirs', 'peak memory, ours / theirs'];
  writeFigures(
    group,
    circumstances,
    [`| ${header.join(' | ')} |`, `|${header.map(() => '---').join('|')}|`, ...rows].join('\n'),
  );
}

function cells(line: Line): string[] {
  const { work, ours, theirs, ratio, bar, asGood } = line;
  const verdict = bar === null ? '' : `<= ${bar}: ${isReached(line) ? 'reached' : '**not reached**'}`;
  const own = ours.contestant.name === 'Perennial' ? '' : ` (${ours.contestant.name.replace('Perennial, ', '')})`;
  return [
    work,
    `${time(ours.milliseconds)}${own}`,
    `${theirs.contestant.name} ${time(theirs.milliseconds)}`,
    ratio.toPrecision(3),
    verdict,
    `${score(ours.score)} / ${score(theirs.score)}${asGood ? '' : ' (worse)'}`,
    `${memory(ours.peakBytes)} / ${memory(theirs.peakBytes)}`,
  ];
}

function time(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toPrecision(3)} s`;
  return milliseconds >= 0.1 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds * 1_000).toPrecision(3)} µs`;
}

function memory(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function score(of: Score): string {
  return Object.entries(of)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join(', ');
}
