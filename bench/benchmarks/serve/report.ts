import { type Case, nameOf } from './cases.ts';
import type { Measured } from './measure.ts';

export type Line = { readonly of: Case; readonly ours: Measured; readonly theirs: Measured };

/** Times as many requests as theirs. */
function throughput({ ours, theirs }: Line): number {
  return ours.requestsPerSecond / theirs.requestsPerSecond;
}

function tailRatio({ ours, theirs }: Line): number {
  return ours.p99 / theirs.p99;
}

/** Unjudged ones always hold. */
export function isReached(line: Line): boolean {
  const { bar, tail } = line.of;
  return (bar === null || throughput(line) >= bar) && (tail === null || tailRatio(line) <= tail);
}

export function printed(line: Line): string {
  const { of, ours, theirs } = line;
  const sign = of.bar === null ? '   ' : isReached(line) ? 'OK ' : 'NO ';
  const bars = of.bar === null ? '' : ` (>= ${of.bar}${of.tail === null ? '' : `, p99 <= ${of.tail.toFixed(2)}`})`;
  const ratios = `${throughput(line).toFixed(2)} x, p99 ${tailRatio(line).toFixed(2)}${bars}`;
  return `  ${sign}${nameOf(of).padEnd(40)} ${side(ours)}; FastAPI ${side(theirs)}; ${ratios}`;
}

function side(of: Measured): string {
  const lost = of.answered - of.logged;
  const log = lost === 0 ? '' : `, ${((100 * lost) / of.answered).toFixed(1)}% not logged`;
  return `${rate(of.requestsPerSecond)}/s, p50 ${milliseconds(of.p50)}, p99 ${milliseconds(of.p99)}${log}`;
}

export function tableOf(lines: readonly Line[]): string {
  const header = ['request', 'connections', 'ours, requests/s', 'FastAPI', 'times', 'p50, ours / theirs'];
  const columns = [...header, 'p99, ours / theirs', 'ratio of p99', 'to reach', 'logged, ours / theirs'];
  const rows = lines.map((line) => `| ${cells(line).join(' | ')} |`);
  return [`| ${columns.join(' | ')} |`, `|${columns.map(() => '---').join('|')}|`, ...rows].join('\n');
}

function cells(line: Line): string[] {
  const { of, ours, theirs } = line;
  const bar =
    of.bar === null
      ? ''
      : `>= ${of.bar}${of.tail === null ? '' : ', p99 <= 1/3'}: ${isReached(line) ? 'reached' : '**not reached**'}`;
  return [
    nameOf(of),
    String(of.connections),
    rate(ours.requestsPerSecond),
    rate(theirs.requestsPerSecond),
    throughput(line).toFixed(2),
    `${milliseconds(ours.p50)} / ${milliseconds(theirs.p50)}`,
    `${milliseconds(ours.p99)} / ${milliseconds(theirs.p99)}`,
    tailRatio(line).toFixed(2),
    bar,
    `${logged(ours)} / ${logged(theirs)}`,
  ];
}

function logged({ answered, logged: written }: Measured): string {
  return written === answered ? 'all' : `${((100 * written) / answered).toFixed(1)}%`;
}

function rate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toPrecision(3);
}

function milliseconds(value: number): string {
  return `${value.toPrecision(3)} ms`;
}
