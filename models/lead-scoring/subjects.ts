import { attributionWindow, sourceOfSession } from './label-settings.ts';
import { labelBy, labelsOfLeads } from './lead-label.ts';

/** A lead is scored this many hours after it came: by then most people who will answer have answered. */
export const scoringDelayHours = 48;

/**
 * Every lead whose label window closed after `since`, by as-of, with both labels (`lead-label.ts`). SQL: moments, and intervals: before
 * and after the moment of scoring, and the attribution window of orders.
 */
export function labelledLeads(times: {
  readonly asOf: string;
  readonly since: string;
  readonly delay: string;
  readonly horizon: string;
  readonly attribution: string;
}): string {
  return `
select l.id as subject_id, l.external_id as subject, l.contact_id, w.moment, l.created_at as came_at, l.campaign_id, l.synthetic,
  judged.rating, judged.outcome, judged.way
from leads as l
cross join lateral (
  select l.created_at + ${times.delay} as moment, l.created_at + ${times.delay} + ${times.horizon} as closes_at
) as w${labelsOfLeads(times)}
where w.closes_at <= ${times.asOf} and w.closes_at > ${times.since}`;
}

/** The window counts back from as-of: a window of 180 days always holds 180 days of leads, however long the horizon is. */
const leadsOfWindow = labelledLeads({
  asOf: '$1',
  since: "$1 - $3 * interval '24 hours'",
  delay: `interval '${scoringDelayHours} hours'`,
  horizon: "$2 * interval '24 hours'",
  attribution: attributionWindow("interval '24 hours'"),
});

/** Those that have a label of the session's source. */
export const leadTrainingSubjects = `
select s.*, ${labelBy(sourceOfSession)} as label
from (${leadsOfWindow}) as s
where ${labelBy(sourceOfSession)} is not null`;

/** How the same leads got their outcomes: (way, leads, rated: how many of them carry a rating). */
export const leadLabelCounts = `
select s.way, count(*) as leads, count(s.rating) as rated from (${leadsOfWindow}) as s group by s.way`;

/** A lead younger than 48 hours is scored with what is known so far. */
export const leadServingSubjects = `
select l.id as subject_id, l.contact_id, least(l.created_at + interval '${scoringDelayHours} hours', $1) as moment,
  l.created_at as came_at, l.campaign_id, l.synthetic, null::double precision as label
from leads as l
where l.id = any($2) and l.created_at < $1`;

/** Leads that were open at the moment, newest first; leads older than 48 hours come before the younger ones. */
export const eligibleLeads = `
select l.id as subject_id
from leads as l
where l.created_at < $1 and (l.converted_at is null or l.converted_at >= $1) and (
  select v.stage from lead_versions as v where v.lead_id = l.id and v.valid_from < $1 order by v.valid_from desc limit 1
) not in ('won', 'lost')
order by l.created_at + interval '${scoringDelayHours} hours' <= $1 desc, l.created_at desc, l.id desc
limit $2`;
