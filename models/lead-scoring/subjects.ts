import { activityOfContact } from '../churn/subjects.ts';
import type { ServingSubjects } from '../definition.ts';
import { attributionWindow, sourceOfSession } from './label-settings.ts';
import { hasUnknownEnd, isOpenAtMoment, labelBy, labelsOfLeads } from './lead-label.ts';
import { isOpen } from './lead-order.ts';

/**
 * Hours after a lead came at which it is learnt, as far as its labels are known, while it is open: 48 hours, by when most people who
 * will answer have answered, then 5, 10 and 20 days. Each moment has a label window of its own. Every lead has a row of the first moment.
 */
export const momentHours = [48, 120, 240, 480] as const;
export const scoringDelayHours = momentHours[0];
export const horizonDays = 30;

/**
 * Leads whose first label window closed after `since`, by as-of, with both labels (`lead-label.ts`): a row of the first moment, and of
 * each later one whose window has closed, if they were open then. SQL: moments, and intervals: from a lead's coming to its moments, from a
 * moment to its window's end, and the attribution window of orders.
 */
export function labelledLeads(times: {
  readonly asOf: string;
  readonly since: string;
  readonly delays: readonly string[];
  readonly horizon: string;
  readonly attribution: string;
}): string {
  const { asOf, since, delays, horizon } = times;
  return `
select l.id as subject_id, l.external_id as subject, l.contact_id, w.moment, l.created_at as came_at, l.campaign_id, l.synthetic,
  judged.rating, judged.outcome, judged.way
from leads as l
cross join lateral (
  select l.created_at + each.delay as moment, l.created_at + each.delay + ${horizon} as closes_at, each.number
  from unnest(array[${delays.join(', ')}]) with ordinality as each (delay, number)
) as w${labelsOfLeads(times)}
where w.closes_at <= ${asOf} and l.created_at + ${delays[0]} + ${horizon} > ${since} and (w.number = 1 or ${isOpenAtMoment} and not coalesce(${hasUnknownEnd}, false))`;
}

/** The window counts back from as-of: a window of 180 days always holds 180 days of leads, however long the horizon is. */
function leadsOfWindow(hours: readonly number[]): string {
  return labelledLeads({
    asOf: '$1',
    since: "$1 - $3 * interval '24 hours'",
    delays: hours.map((each) => `interval '${each} hours'`),
    horizon: "$2 * interval '24 hours'",
    attribution: attributionWindow("interval '24 hours'"),
  });
}

/** Those that have a label of the session's source. */
function labelledSubjects(hours: readonly number[]): string {
  return `
select s.*, ${labelBy(sourceOfSession)} as label
from (${leadsOfWindow(hours)}) as s
where ${labelBy(sourceOfSession)} is not null`;
}

export const leadTrainingSubjects = labelledSubjects(momentHours);
export const leadFirstSubjects = labelledSubjects([scoringDelayHours]);

/** How the same leads got their outcomes, at their first moment: (way, leads, rated: how many of them carry a rating). */
export const leadLabelCounts = `
select s.way, count(*) as leads, count(s.rating) as rated from (${leadsOfWindow([scoringDelayHours])}) as s group by s.way`;

function leadsServed(moment: string, which: string): string {
  return `
select l.id as subject_id, l.external_id as subject, l.contact_id, ${moment} as moment, l.created_at as came_at, l.campaign_id,
  l.synthetic, null::double precision as label
from leads as l
where ${which} and l.created_at < $1`;
}

function servedAsOf(moment: string): ServingSubjects {
  return { byKey: leadsServed(moment, 'l.id = any($2)'), named: leadsServed(moment, 'l.external_id = any($2)') };
}

/** A lead is scored with what is known so far. */
export const leadServingSubjects = servedAsOf('$1');

/** For versions that learnt the first moment alone, without the lead's age. */
export const leadFirstServingSubjects = servedAsOf(`least(l.created_at + interval '${scoringDelayHours} hours', $1)`);

/**
 * Leads that were open at the moment, newest first; leads older than 48 hours come before the younger ones. A lead older than the horizon
 * stays only while something comes from its contact: a message, a click or an order within the last $3 days.
 */
export function eligibleLeads(which = ''): string {
  return `
select l.id as subject_id
from leads as l join contacts as c on c.id = l.contact_id
where ${which}l.created_at < $1 and ${isOpen('l', '$1')}
  and (l.created_at >= $1 - interval '${horizonDays * 24} hours'
    or exists (${activityOfContact("> $1 - $3 * interval '24 hours'", '< $1')}
  ))
order by l.created_at + interval '${scoringDelayHours} hours' <= $1 desc, l.created_at desc, l.id desc
limit $2`;
}
