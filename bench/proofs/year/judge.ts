import type { Incident, YearRecord } from './record.ts';

const day = 86_400_000;
/** From a lead's coming to its label: 48 hours, then 30 days. */
const labelDays = 32;
/** Live figures look back so far, and the labels of a day reach back a horizon. */
const windowDays = 14;
/** Two weekly cycles. */
const patienceDays = 14;
/** Quiet weeks at the beginning. */
export const quietWeeks = 26;
const withinBefore = 1.2;

/** Whether an incident told of something that happened. */
export type Verdict = { readonly is: 'right' | 'late' | 'false'; readonly about: string };
export type JudgedIncident = Incident & { readonly verdict: Verdict };

export type Judgement = {
  readonly incidents: readonly JudgedIncident[];
  readonly falseInQuiet: number;
  readonly drift: {
    /** Days from the first labels of after it to the first incident over live labels; null: missed. */
    readonly foundAfterDays: number | null;
    /** Mean absolute error of what was served: eight weeks before, at its worst three weeks, in the last six weeks. */
    readonly before: number;
    readonly worst: number;
    readonly after: number;
    /** Sunday of the first three weeks that were within 20% of before again. */
    readonly recoveredAt: Date | null;
    /** Error of those who came in three weeks from `bars.nearDays` and `bars.nearestDays` after the first labels on, in times of the reference's. */
    readonly near: number;
    readonly nearest: number;
    /** From the first labels until the last incident of the change is closed; null: one is open. */
    readonly closedAfterDays: number | null;
  };
  readonly outage: {
    readonly foundAfterDays: number | null;
    /** Alerts over live labels that only the outage can explain. */
    readonly alarms: number;
    /** Live figures with a value while it lasted, from its third day. */
    readonly readings: number;
    /** Runs of lead scoring and churn by schedule whose newest labels, of 30 days, reached into it. */
    readonly trainings: number;
  };
  readonly campaignFound: boolean;
};

export type JudgedYear = { readonly record: YearRecord; readonly judgement: Judgement };

const accuracyRules = [
  ...['mae_rise', 'mae_high', 'r2_low', 'r2_very_low', 'accuracy_low'],
  ...['mae_own', 'r2_own', 'r2_nothing', 'accuracy_own', 'skill_nothing'],
];

/** @param reference mean absolute error of a model that knows the new world well. */
export function judgeYear(record: YearRecord, reference: number): Judgement {
  const { events, incidents, live, runs } = record;
  const degraded = degradedUntil(record);
  const judged = incidents.map((incident) => ({ ...incident, verdict: judgeIncident(incident, record, degraded) }));
  const quietUntil = record.start.getTime() + quietWeeks * 7 * day;
  const detection = firstDetection(record);
  const { from, until } = events.outage;
  const gap = judged.find((each) => each.rule === 'no_data' && each.firedAt >= from && each.firedAt <= until);
  return {
    incidents: judged,
    falseInQuiet: judged.filter((each) => each.firedAt.getTime() < quietUntil).length,
    drift: {
      foundAfterDays: detection === null ? null : daysBetween(firstLabels(events.drift), detection.firedAt),
      ...errorsAround(record, detection?.firedAt ?? null),
      near: errorFrom(record, bars.nearDays) / reference,
      nearest: errorFrom(record, bars.nearestDays) / reference,
      closedAfterDays: closedAfter(
        judged.filter(({ verdict }) => verdict.about === 'the concept drift'),
        firstLabels(events.drift),
      ),
    },
    outage: {
      foundAfterDays: gap === undefined ? null : daysBetween(from, gap.firedAt),
      alarms: judged.filter(({ verdict }) => verdict.about === causedByOutage).length,
      readings: live.filter(({ at, value }) => value !== null && at.getTime() > from.getTime() + 2 * day && at < until)
        .length,
      trainings: runs.filter(
        ({ at, model, trigger }) =>
          trigger === 'schedule' &&
          model !== 'engagement' &&
          at.getTime() > from.getTime() + 2 * day &&
          at.getTime() < until.getTime() + 30 * day,
      ).length,
    },
    campaignFound: judged.some(({ verdict }) => verdict.about === 'the bad campaign'),
  };
}

const causedByOutage = 'nothing but missing data';

function judgeIncident(incident: Incident, record: YearRecord, degraded: number): Verdict {
  const { drift, outage, badCampaign } = record.events;
  const { rule, model, firedAt } = incident;
  const at = firedAt.getTime();
  const within = (from: Date, until: number) => at >= from.getTime() && at <= until;
  if (rule === 'no_data' && within(outage.from, outage.until.getTime() + (labelDays + windowDays) * day))
    return {
      is: at <= outage.from.getTime() + 2 * day || at > outage.until.getTime() ? 'right' : 'late',
      about: 'the outage',
    };
  if (model === 'lead_scoring' && accuracyRules.includes(rule) && within(drift, degraded)) {
    const first = firstDetection(record);
    const late = first !== null && firedAt >= first.firedAt && first.firedAt.getTime() > deadline(drift);
    return { is: late ? 'late' : 'right', about: 'the concept drift' };
  }
  if (model === 'engagement' && within(badCampaign.from, badCampaign.until.getTime() + (windowDays + 2) * day))
    return { is: 'right', about: 'the bad campaign' };
  if (accuracyRules.includes(rule) && within(outage.from, outage.until.getTime() + (labelDays + windowDays) * day))
    return { is: 'false', about: causedByOutage };
  return { is: 'false', about: 'nothing that happened' };
}

function firstLabels(drift: Date): Date {
  return new Date(drift.getTime() + labelDays * day);
}

function deadline(drift: Date): number {
  return firstLabels(drift).getTime() + patienceDays * day;
}

/** Of the leads that came in the three weeks from so many days after the first labels on. */
function errorFrom({ scored, events }: YearRecord, days: number): number {
  const from = firstLabels(events.drift).getTime() + days * day;
  const errors = scored
    .filter(({ at }) => at.getTime() >= from && at.getTime() < from + 21 * day)
    .map(({ error }) => error);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function closedAfter(incidents: readonly Incident[], from: Date): number | null {
  if (incidents.some(({ resolvedAt }) => resolvedAt === null)) return null;
  return Math.max(
    0,
    ...incidents.flatMap(({ resolvedAt }) => (resolvedAt === null ? [] : [daysBetween(from, resolvedAt)])),
  );
}

/** Over live labels: a training's own alert is of a model that may never serve. */
function tellsOfScores({ model, source, rule }: Incident): boolean {
  return model === 'lead_scoring' && source === 'live' && accuracyRules.includes(rule);
}

function firstDetection({ incidents, events }: YearRecord): Incident | null {
  const found = incidents.find((each) => tellsOfScores(each) && each.firedAt >= events.drift);
  return found ?? null;
}

/** Until then labels tell of versions of before the last deployment that answered the drift, or of nobody's. */
function degradedUntil(record: YearRecord): number {
  const { recoveredAt } = errorsAround(record, firstDetection(record)?.firedAt ?? null);
  return recoveredAt === null ? Infinity : recoveredAt.getTime() + (labelDays + windowDays) * day;
}

/** Of three weeks together, so that a week of few leads decides nothing. */
function errorsAround({ served, events, start }: YearRecord, detectedAt: Date | null) {
  const weekOf = (at: Date) => (at.getTime() - start.getTime()) / (7 * day);
  const drift = weekOf(events.drift);
  const before = meanError(served.filter(({ week }) => week >= drift - 9 && week + 1 <= drift));
  const threes = served.map((_, at) => served.slice(at, at + 3)).filter((three) => three.length === 3);
  const later = threes.filter(([first]) => first.week >= drift);
  const recovered = threes.find(
    (three) => detectedAt !== null && three[0].week >= weekOf(detectedAt) && meanError(three) <= withinBefore * before,
  );
  return {
    before,
    worst: Math.max(...later.map(meanError).filter((error) => !Number.isNaN(error))),
    after: meanError(served.slice(-6)),
    recoveredAt: recovered === undefined ? null : new Date(start.getTime() + recovered[0].week * 7 * day),
  };
}

/** NaN where nothing was rated. */
function meanError(weeks: YearRecord['served']): number {
  const rated = weeks.flatMap(({ mae, leads }) => (mae === null ? [] : [{ mae, leads }]));
  const leads = rated.reduce((sum, each) => sum + each.leads, 0);
  return rated.reduce((sum, each) => sum + each.mae * each.leads, 0) / leads;
}

function daysBetween(from: Date, until: Date): number {
  return (until.getTime() - from.getTime()) / day;
}

/** `near`, `nearest`: times the reference's error. `false`: alarms in the second halves of ten years. */
export const bars = {
  patienceDays,
  outageDays: 2,
  ...{ nearDays: 21, near: 2, nearestDays: 42, nearest: 1.4, closedDays: 60 },
  false: 2,
} as const;

/** Whether what is served is right again in time, and nothing is left open. */
export function isRecovered({ drift: { near, nearest, closedAfterDays } }: Judgement): boolean {
  return near <= bars.near && nearest <= bars.nearest && closedAfterDays !== null && closedAfterDays <= bars.closedDays;
}
