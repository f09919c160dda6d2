import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startThrowAwayStack, testVariables } from '../../test/infrastructure.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { bars, type JudgedYear, type Judgement, judgeYear, quietWeeks, withinTwentyPercent } from './year/judge.ts';
import { type FidelityName, fidelities } from './year/live-year.ts';
import type { YearRecord } from './year/record.ts';
import { printTimeline } from './year/timeline.ts';
import { writeYearPage } from './year/write-page.ts';

const weeks = 52;
/** Each year keeps about a core busy. */
const sideBySide = 2;

/**
 * A year of simulated businesses, each in a process with a clock of its own, through the product's own steps on a real PostgreSQL: what is
 * trained, deployed, alerted and recovered from, held against what happened in the world. `--seeds 1-10`, `--full` for
 * all that the product does, `--write` for docs/year.md.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? (reduced ? [1] : range(1, 10));
  const fidelity = args.includes('--full') ? 'full' : 'brief';
  const { candidates, everyDays, watchedEveryHours } = fidelities[fidelity];
  const days = Object.entries(everyDays).map(([model, count]) => `${model} every ${count} days`);
  print(`${weeks} weeks; ${candidates} candidates a search; scored and monitored: ${days.join(', ')};`);
  print(`arrivals watched every ${watchedEveryHours} hours; no retention; what fires is acknowledged on the same day`);
  const stack = await startThrowAwayStack({ temporal: false });
  try {
    const years = await liveThrough(seeds, stack.databaseUrl, fidelity);
    if (args.includes('--write')) writeYearPage(years);
    return { passed: judge(years) };
  } finally {
    await stack.stop();
  }
}

async function liveThrough(
  seeds: readonly number[],
  databaseUrl: string,
  fidelity: FidelityName,
): Promise<JudgedYear[]> {
  const left = [...seeds];
  const years: JudgedYear[] = [];
  async function work(): Promise<void> {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const record = await liveApart(seed, databaseUrl, fidelity);
      const judgement = judgeYear(record);
      years.push({ record, judgement });
      print(`\nseed ${seed} (${record.seconds.toFixed(0)} s)`);
      printSpent(record);
      printOpen(judgement);
      if (seeds.length === 1) printTimeline(record, judgement);
      else printAlerts(judgement);
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work));
  return years.toSorted((a, b) => a.record.seed - b.record.seed);
}

async function liveApart(seed: number, databaseUrl: string, fidelity: FidelityName): Promise<YearRecord> {
  const child = fork(new URL('./year/one-year.ts', import.meta.url), [String(seed), String(weeks), fidelity], {
    serialization: 'advanced',
    env: { ...process.env, [testVariables.database]: databaseUrl },
  });
  let record: YearRecord | undefined;
  child.on('message', (message) => {
    record = message as YearRecord;
  });
  // what it sent last may be read after its end, but not after the channel's
  const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  if (record === undefined) throw new Error(`The year of seed ${seed} ended with exit code ${code} and no record.`);
  return record;
}

/** Steps of a second or more: where a year's real time goes. */
function printSpent({ spent, seconds }: YearRecord): void {
  for (const { what, calls, milliseconds } of spent.filter((each) => each.milliseconds >= 1000)) {
    const share = `${((milliseconds / 10 / seconds) | 0).toFixed(0)}%`;
    const each = (milliseconds / calls).toFixed(1);
    print(
      `  ${what.padEnd(22)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s ${share.padStart(4)}  ${calls} x ${each} ms`,
    );
  }
}

/** What is open at the end: its last figures, and what was said to be done about it. */
function printOpen({ incidents }: Judgement): void {
  for (const { model, source, rule, firedAt, version, readings, answer, resolvedAt } of incidents) {
    if (resolvedAt !== null) continue;
    print(
      `  open since ${firedAt.toISOString().slice(0, 10)}: ${model ?? 'business'} ${source} ${rule}, of ${version}. ${answer}`,
    );
    for (const { window, value, limit, version: of } of readings.slice(0, 3))
      print(`    ${window.slice(0, 10)}  ${value?.toFixed(2) ?? 'no data'} (limit ${limit.toFixed(2)}) of ${of}`);
  }
}

function printAlerts({ incidents }: Judgement): void {
  for (const { firedAt, resolvedAt, model, source, rule, verdict } of incidents) {
    const over = resolvedAt === null ? 'still open' : `until ${resolvedAt.toISOString().slice(0, 10)}`;
    const name = `${model ?? 'business'} ${source} ${rule}`;
    print(`  ${firedAt.toISOString().slice(0, 10)}  ${name.padEnd(40)} ${verdict.is} (${verdict.about}), ${over}`);
  }
}

function judge(years: readonly JudgedYear[]): boolean {
  const all = years.map(({ judgement }) => judgement);
  const alerts = all.flatMap(({ incidents }) => incidents);
  const count = (is: string) => alerts.filter(({ verdict }) => verdict.is === is).length;
  const quiet = all.reduce((sum, { falseInQuiet }) => sum + falseInQuiet, 0);
  const listed = (values: readonly (number | null)[]) => values.map((each) => each?.toFixed(1) ?? 'never').join(', ');
  print(`\nFigures, ${all.length} year${all.length === 1 ? '' : 's'}`);
  print(`  alerts: ${count('right')} right, ${count('late')} late, ${count('false')} false`);
  print(`  bad campaign told of: ${all.filter(({ campaignFound }) => campaignFound).length} of ${all.length}`);
  const every = (name: string, figure: string, held: (one: Judgement) => boolean) =>
    holds(name, figure, all.every(held));
  return [
    every(
      `days from the first labels after the drift to its alert, at most ${bars.patienceDays}`,
      listed(all.map(({ drift }) => drift.foundAfterDays)),
      ({ drift }) => drift.foundAfterDays !== null && drift.foundAfterDays <= bars.patienceDays,
    ),
    every(
      'MAE of served scores before, at its worst, in the last six weeks (at most 20% above before)',
      all
        .map(({ drift: { before, worst, after } }) => [before, worst, after].map((mae) => mae.toFixed(1)).join(' > '))
        .join(', '),
      withinTwentyPercent,
    ),
    every(
      'within 20% again since',
      all.map(({ drift }) => drift.recoveredAt?.toISOString().slice(0, 10) ?? 'never').join(', '),
      ({ drift }) => drift.recoveredAt !== null,
    ),
    every(
      'incidents of the drift open at the end, of them though the version that serves has had its labels, 0',
      all.map(({ drift }) => `${drift.incidentsOpen}: ${drift.incidentsOverdue}`).join(', '),
      ({ drift }) => drift.incidentsOverdue === 0,
    ),
    every(
      `days from the outage to its alert, at most ${bars.outageDays}`,
      listed(all.map(({ outage }) => outage.foundAfterDays)),
      ({ outage }) => outage.foundAfterDays !== null && outage.foundAfterDays <= bars.outageDays,
    ),
    every(
      'alerts over labels that only the outage explains, 0',
      all.map(({ outage }) => outage.alarms).join(', '),
      ({ outage }) => outage.alarms === 0,
    ),
    every(
      'live figures with a value during the outage, 0',
      all.map(({ outage }) => outage.readings).join(', '),
      ({ outage }) => outage.readings === 0,
    ),
    every(
      'scheduled trainings on labels that reach into the outage, 0',
      all.map(({ outage }) => outage.trainings).join(', '),
      ({ outage }) => outage.trainings === 0,
    ),
    holds(`false alarms in the quiet ${quietWeeks} weeks of all years together, at most 1`, String(quiet), quiet <= 1),
  ].every(Boolean);
}
