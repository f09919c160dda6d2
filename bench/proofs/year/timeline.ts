import { print } from '../../figures.ts';
import type { JudgedIncident, Judgement } from './judge.ts';
import type { Run, YearRecord } from './record.ts';

type Line = { readonly at: Date; readonly text: string };

const week = 7 * 86_400_000;

/** The year as it went by, week by week; weeks in which nothing happened are left out. */
export function printTimeline(record: YearRecord, { incidents }: Judgement): void {
  const lines: Line[] = [
    ...eventsOf(record),
    ...record.firings
      .filter(({ outcome }) => outcome === 'skipped')
      .map(({ at, reason }) => line(at, `skipped    ${reason}`)),
    ...record.runs.map((run) => line(run.at, describeRun(run))),
    ...record.deployments.map(({ at, model, version, actor, reason }) =>
      line(at, `deployed   ${model} ${version} by ${actor}: ${reason}`),
    ),
    ...incidents.flatMap(alertLines),
    ...record.mails.map(({ at, subject }) => line(at, `mailed     ${subject}`)),
  ];
  const byWeek = Map.groupBy(
    lines.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    ({ at }) => Math.floor((at.getTime() - record.start.getTime()) / week),
  );
  for (const [number, ofWeek] of byWeek) {
    print(`week ${number + 1}, ${record.served[number]?.leads ?? 0} new leads`);
    for (const { at, text } of ofWeek) print(`  ${at.toISOString().slice(0, 10)}  ${text}`);
  }
}

function line(at: Date, text: string): Line {
  return { at, text };
}

function eventsOf({ events: { drift, outage, badCampaign } }: YearRecord): Line[] {
  return [
    line(drift, '*** from now on leads are rated by other things than before'),
    line(outage.from, '*** nothing arrives from now on'),
    line(outage.until, '*** data arrives again'),
    line(badCampaign.from, '*** a campaign to everybody that nobody wants begins'),
    line(badCampaign.until, '*** it ends'),
  ];
}

function describeRun({ model, trigger, state, outcome, version, samples, figure, error }: Run): string {
  if (state !== 'completed') return `failed     ${model} (${trigger}): ${error}`;
  const quality = `${model === 'lead_scoring' ? 'MAE' : 'accuracy'} ${figure?.toFixed(2) ?? 'undefined'}`;
  return `trained    ${model} ${version} (${trigger}) on ${samples} rows, ${quality}: ${outcome?.replace('_', ' ')}`;
}

function alertLines(incident: JudgedIncident): Line[] {
  const { rule, model, source, value, limit, firedAt, resolvedAt, verdict } = incident;
  const name = `${model ?? 'business'} ${source} ${rule}`;
  const told = `${verdict.is.toUpperCase()} (${verdict.about})`;
  const fired = line(firedAt, `alert      ${name} (limit ${limit.toFixed(2)}): ${told}`);
  if (resolvedAt === null) return [fired];
  return [fired, line(resolvedAt, `recovered  ${name} at ${value?.toFixed(2) ?? 'no data'}`)];
}
