import { startThrowAwayStack } from '../../test/infrastructure.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { runApart } from './year/apart.ts';
import { bars, isRecovered, type JudgedYear, type Judgement, judgeYear, quietWeeks } from './year/judge.ts';
import { type FidelityName, fidelities } from './year/live-year.ts';
import type { YearRecord } from './year/record.ts';
import { measureReference, type Reference } from './year/reference.ts';
import { spentLines } from './year/stopwatch.ts';
import { printTimeline } from './year/timeline.ts';
import { writeYearPage } from './year/write-page.ts';

const script = new URL('./year/one-year.ts', import.meta.url);
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
    const reference = await measureReference(stack.databaseUrl);
    print(
      `a model of ${reference.rows} rows of the new world: MAE ${reference.mae.toFixed(2)} on ${reference.leads} leads`,
    );
    const years = await liveThrough(seeds, stack.databaseUrl, { fidelity, reference });
    if (args.includes('--write')) writeYearPage(years, reference);
    return { passed: judge(years) };
  } finally {
    await stack.stop();
  }
}

async function liveThrough(
  seeds: readonly number[],
  databaseUrl: string,
  { fidelity, reference }: { readonly fidelity: FidelityName; readonly reference: Reference },
): Promise<JudgedYear[]> {
  const left = [...seeds];
  const years: JudgedYear[] = [];
  async function work(): Promise<void> {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const record = await runApart<YearRecord>(script, [String(seed), String(weeks), fidelity], databaseUrl);
      const judgement = judgeYear(record, reference.mae);
      years.push({ record, judgement });
      print(`\nseed ${seed} (${record.seconds.toFixed(0)} s)`);
      for (const line of spentLines(record)) print(line);
      printOpen(judgement);
      if (seeds.length === 1) printTimeline(record, judgement);
      else printAlerts(judgement);
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work));
  return years.toSorted((a, b) => a.record.seed - b.record.seed);
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
  print(
    `  MAE of served scores before, at its worst, in the last six weeks: ${all
      .map(({ drift: { before, worst, after } }) => [before, worst, after].map((mae) => mae.toFixed(1)).join(' > '))
      .join(', ')}`,
  );
  // nine of ten
  const most = (name: string, figure: string, held: (one: Judgement) => boolean) =>
    holds(`${name}, in nine of ten`, figure, all.filter(held).length >= Math.floor(0.9 * all.length));
  return [
    every(
      `days from the first labels after the drift to its alert, at most ${bars.patienceDays}`,
      listed(all.map(({ drift }) => drift.foundAfterDays)),
      ({ drift }) => drift.foundAfterDays !== null && drift.foundAfterDays <= bars.patienceDays,
    ),
    most(
      `times the reference that scores are off ${bars.nearDays} days after the first labels, at most ${bars.near}; ${bars.nearestDays} days, at most ${bars.nearest}; days until the last incident of the change is closed, at most ${bars.closedDays}`,
      all
        .map(({ drift: { near, nearest, closedAfterDays } }) => {
          const closed = closedAfterDays?.toFixed(0) ?? 'open';
          return `${near.toFixed(2)} ${nearest.toFixed(2)} ${closed}`;
        })
        .join(', '),
      isRecovered,
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
    holds(`false alarms in the quiet ${quietWeeks} weeks of all years together, 0`, String(quiet), quiet === 0),
    holds(
      `false alarms in all later weeks, at most ${bars.false}`,
      String(count('false') - quiet),
      count('false') - quiet <= bars.false,
    ),
  ].every(Boolean);
}
