import { keptPurchase } from '../history/purchases.ts';

/** A lead is scored this many hours after it came: by then most people who will answer have answered. */
export const scoringDelayHours = 48;

/**
 * If the business rated the lead itself before the label window closed, the label is that rating (a rating without a date counts).
 * Otherwise it is a ladder, 0-100, of what happened until then:
 *
 *    5  nothing
 *   25  the contact wrote after the moment of scoring
 *   45  the lead was qualified
 *   60  it got a proposal
 *   70-100 converted (converted_at, a purchase of the lead, or stage won): 70
 *          + up to 20 for the order's value v: 20 v / (v + median order value of the leads converted by as-of), 10 when unknown
 *          + up to 10 for speed: in proportion to what was left of the label window
 *
 * A lead that was lost, and never converted, gets half its rung.
 *
 * Edges: an outcome within the first 48 hours counts for the label too (one row a lead, none left out); a reply counts after the
 * moment only, as earlier ones are in the features. Imported leads have one version, dated at their creation: their last stage
 * counts as reached in time. Stages, conversions and ratings are therefore not features.
 */
const label = `
  case when l.score is not null and coalesce(l.scored_at <= w.closes_at, true) then l.score
    when outcome.converted then 70
      + 20 * coalesce(outcome.value / nullif(outcome.value + typical.order_value, 0), 0.5)
      + 10 * coalesce(1 - least(greatest(extract(epoch from outcome.converted_at - l.created_at)
          / extract(epoch from w.closes_at - l.created_at), 0), 1), 0)
    else (case when outcome.proposal then 60 when outcome.qualified then 45 when outcome.replied then 25 else 5 end)
      * (case when outcome.lost then 0.5 else 1 end)
  end::double precision`;

/**
 * Every lead whose label window closed after `since`, by as-of. SQL: moments, and the intervals before and after the moment of scoring.
 * The typical order value is a scalar subquery, which is computed once; a joined row might be computed for each lead.
 */
export function labelledLeads(times: {
  readonly asOf: string;
  readonly since: string;
  readonly delay: string;
  readonly horizon: string;
}): string {
  return `
select l.id as subject_id, l.external_id as subject, l.contact_id, w.moment, l.created_at as came_at, l.campaign_id, l.synthetic,
  ${label} as label
from leads as l
cross join lateral (
  select l.created_at + ${times.delay} as moment, l.created_at + ${times.delay} + ${times.horizon} as closes_at
) as w
cross join lateral (
  select (
    select percentile_cont(0.5) within group (order by order_value::double precision)
    from leads where converted_at <= ${times.asOf} and order_value > 0
  ) as order_value
) as typical
left join lateral (
  select bool_or(v.stage = 'qualified') as qualified, bool_or(v.stage = 'proposal') as proposal,
    bool_or(v.stage = 'won') as won, bool_or(v.stage = 'lost') as lost,
    min(v.valid_from) filter (where v.stage = 'won') as won_at
  from lead_versions as v where v.lead_id = l.id and v.valid_from <= w.closes_at
) as stages on true
left join lateral (
  select min(p.purchased_at) as first_at, sum(p.value) as amount
  from purchases as p
  where p.contact_id = l.contact_id and p.lead_id = l.id and p.purchased_at >= l.created_at and p.purchased_at <= w.closes_at
    and ${keptPurchase}
) as bought on true
cross join lateral (
  select stages.qualified, stages.proposal, stages.lost,
    coalesce(l.converted_at <= w.closes_at, false) or bought.first_at is not null or coalesce(stages.won, false) as converted,
    least(case when l.converted_at <= w.closes_at then l.converted_at end, bought.first_at,
      case when stages.won_at > l.created_at then stages.won_at end) as converted_at,
    coalesce(case when l.converted_at <= w.closes_at then l.order_value end, bought.amount)::double precision as value,
    exists (
      select from messages as m
      where m.contact_id = l.contact_id and m.direction = 'inbound' and m.sent_at >= w.moment and m.sent_at <= w.closes_at
    ) as replied
) as outcome
where w.closes_at <= ${times.asOf} and w.closes_at > ${times.since}`;
}

/** The window counts back from as-of: a window of 180 days always holds 180 days of leads, however long the horizon is. */
export const leadTrainingSubjects = labelledLeads({
  asOf: '$1',
  since: "$1 - $3 * interval '24 hours'",
  delay: `interval '${scoringDelayHours} hours'`,
  horizon: "$2 * interval '24 hours'",
});

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
