import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../stack/project-root.ts';
import { writeFigures } from '../../page.ts';
import { drawYear } from './draw.ts';
import { bars, isRecovered, type JudgedYear } from './judge.ts';
import type { Reference } from './reference.ts';

/** Writes the table of all years and a picture of the first into `docs/`. */
export function writeYearPage(years: readonly JudgedYear[], { rows, leads, mae }: Reference): void {
  const [first] = years;
  writeFileSync(join(projectRoot, 'docs', 'year.svg'), drawYear(first.record, first.judgement));
  const seconds = Math.max(...years.map(({ record }) => record.seconds)).toFixed(0);
  const circumstances = `Seeds ${years.map(({ record }) => record.seed).join(', ')}; a year took at most ${seconds} s, two in parallel. The picture is seed ${first.record.seed}. A model of ${rows} rows of the new world is off by ${mae.toFixed(2)} on ${leads} leads.`;
  const titles = [
    ...['seed', 'alerts: right', 'late', 'false', 'of them in the quiet half', 'drift found, days after first labels'],
    ...['MAE before', 'worst', 'last six weeks', `times the reference from day ${bars.nearDays}`],
    ...[`from day ${bars.nearestDays}`, 'last incident closed, day', 'recovered'],
    ...['outage found after, days', 'bad campaign'],
  ];
  const header = [`| ${titles.join(' | ')} |`, `|${titles.map(() => '---').join('|')}|`];
  writeFigures('year', circumstances, [...header, ...years.map(rowOf)].join('\n'), 'year.md');
}

function rowOf({ record, judgement }: JudgedYear): string {
  const { incidents, falseInQuiet, drift, outage, campaignFound } = judgement;
  const count = (is: string) => incidents.filter(({ verdict }) => verdict.is === is).length;
  const days = (value: number | null) => value?.toFixed(1) ?? 'missed';
  const cells = [
    record.seed,
    count('right'),
    count('late'),
    count('false'),
    falseInQuiet,
    days(drift.foundAfterDays),
    drift.before.toFixed(1),
    drift.worst.toFixed(1),
    drift.after.toFixed(1),
    drift.near.toFixed(2),
    drift.nearest.toFixed(2),
    drift.closedAfterDays?.toFixed(0) ?? 'open',
    isRecovered(judgement) ? 'in time' : 'late',
    days(outage.foundAfterDays),
    campaignFound ? 'reported' : 'not reported',
  ];
  return `| ${cells.join(' | ')} |`;
}
