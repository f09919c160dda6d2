/** Joins `reactions`: what the contact did with campaign messages before `s.moment`. */
export const reactionHistory = `
left join lateral (
  select
    count(*) filter (where e.type = 'delivered') as delivered,
    count(*) filter (where e.type = 'opened') as opened,
    count(*) filter (where e.type = 'clicked') as clicked,
    count(*) filter (where e.type = 'converted') as converted,
    max(e.occurred_at) filter (where e.type = 'unsubscribed') as unsubscribed_at
  from campaign_events as e
  where e.contact_id = s.contact_id and e.occurred_at < s.moment
) as reactions on true`;

/** Priors of rates: what campaigns by messenger commonly reach. */
export const typicalOpenRate = 0.6;
export const typicalClickRate = 0.1;

/**
 * Joins `campaign`: deliveries and clicks of everybody in the subject's campaign (`s.campaign_id`) before `s.moment`. Events and
 * subjects are put in one order of time and counted in one pass; at equal times the subject comes first, so it doesn't see them.
 */
export const campaignHistory = `
left join (
  select subject_id, moment, delivered, clicked
  from (
    select line.subject_id, line.moment,
      sum(line.delivered) over upto as delivered,
      sum(line.clicked) over upto as clicked
    from (
      select null::bigint as subject_id, null::timestamptz as moment, e.campaign_id, e.occurred_at as at, 1 as turn,
        (e.type = 'delivered')::integer as delivered, (e.type = 'clicked')::integer as clicked
      from campaign_events as e
      where e.type in ('delivered', 'clicked') and e.campaign_id in (select each.campaign_id from subjects as each)
      union all
      select each.subject_id, each.moment, each.campaign_id, each.moment, 0, 0, 0
      from subjects as each where each.campaign_id is not null
    ) as line
    window upto as (partition by line.campaign_id order by line.at, line.turn)
  ) as counted
  where subject_id is not null
) as campaign on campaign.subject_id = s.subject_id and campaign.moment = s.moment`;

function startOf(hours: number, at: string): string {
  return `date_bin('${hours} hours', ${at}, 'epoch')`;
}

function countsOf(hours: number, from: string, until: string): string {
  return `
    select n.delivered, n.clicked from campaign_counts as n
    where n.campaign_id = s.campaign_id and n.span = ${hours}${from && ` and n.start >= ${from}`} and n.start < ${until}
    union all`;
}

/**
 * The same counts as `campaignHistory`, to the last event: sums of 32 days, of days and of hours up to the hour of the moment
 * (`store/migrations/0024-campaign-counts.ts`), and the events of that hour. A subject costs the same whatever its campaign's size, so
 * it pays for some subjects; for all of a training set, reading each event once costs less.
 */
export const campaignCounts = `
left join lateral (
  select coalesce(sum(part.delivered), 0) as delivered, coalesce(sum(part.clicked), 0) as clicked
  from (${countsOf(768, '', startOf(768, 's.moment'))}${countsOf(24, startOf(768, 's.moment'), startOf(24, 's.moment'))}${countsOf(1, startOf(24, 's.moment'), startOf(1, 's.moment'))}
    select (e.type = 'delivered')::integer, (e.type = 'clicked')::integer from campaign_events as e
    where e.campaign_id = s.campaign_id and e.occurred_at >= ${startOf(1, 's.moment')} and e.occurred_at < s.moment
  ) as part
) as campaign on true`;
