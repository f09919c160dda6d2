import { isOpen, isOrderOfLead } from './lead-order.ts';

/**
 * A lead's label has one of two sources.
 *
 * `rating`: the business's own rating, if it was given before the label window closed (a rating without a date counts). Null otherwise.
 *
 * `outcome`: a ladder, 0-100, of what holds at the window's end:
 *
 *    5  nothing
 *   25  the contact wrote after the moment of scoring
 *   45  the lead is qualified
 *   60  it has a proposal
 *   70-100 converted (converted_at, stage won, an order of the lead, or a posted outcome): 70
 *          + up to 20 for the order's value v: 20 v / (v + median order value of the leads converted by as-of), 10 when unknown
 *          + up to 10 for speed: in proportion to what was left of the label window, 5 when unknown
 *
 * A lead that is lost at the window's end gets half the highest rung that it had reached.
 *
 * What is taken back within the window doesn't count: a lead that is won and then in another stage is not converted. Orders stand on
 * their own: what is refunded is no order any more (`lead-order.ts`).
 *
 * Edges: an outcome within the first 48 hours counts for the label too (each lead has a row of its first moment); a reply counts after the
 * moment only, as earlier ones are in the features. Stages, conversions and ratings are not features.
 */

/**
 * Stages by the window's end. A stage whose date nobody stated bears the moment of its import or of the write (`dated` is false):
 *
 * - It came with the lead: it was reached at some time before. It counts where the window had closed by then; if the window was open, the
 *   import was within it.
 * - A later import brought it: it was reached since the import before. It counts where the window was still open at that import.
 * - An import that takes a win back, or gives it again, corrects it, and counts.
 * - Anyone else wrote it: its date is that of the write.
 *
 * `recorded_at` is the time of the transaction, as is `import_batches.imported_at`, so equal times mean the same import.
 */
const stagesAtEnd = `
  select (array_agg(v.stage order by v.valid_from desc))[1] as stage, max(v.valid_from) as since,
    (array_agg(v.dated order by v.valid_from desc))[1] as dated,
    bool_or(v.stage = 'qualified') as qualified, bool_or(v.stage = 'proposal') as proposal
  from (
    select each.*, lag(each.stage) over (order by each.valid_from) as before,
      bool_or(each.stage = 'won') over (order by each.valid_from rows between unbounded preceding and 1 preceding) as won_before,
      min(each.recorded_at) over () as first_recorded_at
    from lead_versions as each where each.lead_id = l.id
  ) as v
  where v.valid_from <= w.closes_at or not v.dated and case
    when v.recorded_at = v.first_recorded_at then true
    when not exists (select from import_batches as b where b.kind = 'file' and b.imported_at = v.recorded_at) then false
    when v.before = 'won' or v.stage = 'won' and v.won_before then true
    else not exists (
      select from import_batches as b join import_batches as earlier on (earlier.source, earlier.mapping) = (b.source, b.mapping)
      where b.kind = 'file' and b.imported_at = v.recorded_at and earlier.kind = 'file' and earlier.undone_at is null
        and earlier.imported_at < b.imported_at and earlier.imported_at >= w.closes_at
    ) end`;

/**
 * Joins `judged` (rating, outcome, way) to leads `l` with their windows `w` (moment, closes_at). `way` is how the outcome is known, one of
 * `labelWays`. The typical order value is a scalar subquery, which is computed once; a joined row might be computed for each lead.
 *
 * @param sql.asOf of a moment; `attribution` of an interval.
 */
export function labelsOfLeads({ asOf, attribution }: { readonly asOf: string; readonly attribution: string }): string {
  return `
cross join lateral (
  select (
    select percentile_cont(0.5) within group (order by order_value::double precision)
    from leads where converted_at <= ${asOf} and order_value > 0
  ) as order_value
) as typical
left join lateral (${stagesAtEnd}
) as stages on true
left join lateral (
  select min(p.purchased_at) as first_at, sum(p.value) as value
  from purchases as p
  where p.purchased_at <= w.closes_at and ${isOrderOfLead(attribution)}
) as bought on true
left join lateral (
  select min(o.occurred_at) as at from outcomes as o
  where o.model = 'lead_scoring' and o.subject = l.external_id and o.converted and o.occurred_at <= w.closes_at
) as posted on true
cross join lateral (
  select
    case when l.converted_at <= w.closes_at
      and not coalesce(stages.stage <> 'won' and stages.since > greatest(l.converted_at, l.created_at), false) then l.converted_at end as converted_at,
    case when stages.stage = 'won' and stages.dated and stages.since > l.created_at then stages.since end as won_at,
    exists (
      select from messages as m
      where m.contact_id = l.contact_id and m.direction = 'inbound' and m.sent_at >= w.moment and m.sent_at <= w.closes_at
    ) as replied
) as found
cross join lateral (
  select least(found.converted_at, found.won_at, bought.first_at, posted.at) as at,
    coalesce(case when found.converted_at is not null or stages.stage = 'won' then l.order_value end, bought.value)::double precision as value,
    case
      when coalesce(found.converted_at, found.won_at) is not null then 'dated'
      when bought.first_at is not null then 'order'
      when posted.at is not null then 'posted'
      when stages.stage = 'won' then 'undated'
    end as way
) as conversion
cross join lateral (
  select
    case when l.score is not null and coalesce(l.scored_at <= w.closes_at, true) then l.score end as rating,
    case when conversion.way is not null then 70
      + 20 * coalesce(conversion.value / nullif(conversion.value + typical.order_value, 0), 0.5)
      + 10 * case when conversion.at is null then 0.5 else 1 - least(greatest(
          extract(epoch from conversion.at - l.created_at) / extract(epoch from w.closes_at - l.created_at), 0), 1) end
      else (case
          when stages.stage = 'proposal' or stages.stage = 'lost' and stages.proposal then 60
          when stages.stage = 'qualified' or stages.stage = 'lost' and stages.qualified then 45
          when found.replied then 25 else 5
        end) * (case when stages.stage = 'lost' then 0.5 else 1 end)
    end::double precision as outcome,
    coalesce(conversion.way, case
      when stages.stage in ('qualified', 'proposal', 'lost') then case when stages.dated then 'dated' else 'undated' end
      when found.replied then 'reply' else 'nothing'
    end) as way
) as judged`;
}

/**
 * Whether the lead was still open at `w.moment`, after `labelsOfLeads`. Where it ended at an unknown time, nobody knows until when it was
 * open, and it counts as ended.
 */
export const isOpenAtMoment = `(${isOpen('l', 'w.moment')} and coalesce(bought.first_at >= w.moment, true) and coalesce(posted.at >= w.moment, true)
  and not coalesce(stages.stage in ('won', 'lost') and not stages.dated and stages.since > w.closes_at, false))`;

/**
 * Whether the lead came with an import that doesn't say when its won leads were won: nobody knows until when those were open, so they have
 * no later moments. If the others had, a lead's age would tell that it isn't won.
 */
export const hasUnknownEnd = `l.batch_id in (
  select w.batch_id from leads as w join lead_versions as v on v.lead_id = w.id
  where w.batch_id is not null and v.stage = 'won' and w.stage = 'won'
  group by w.batch_id having avg(case when v.dated then 0 else 1 end) > 0.1
)`;

/**
 * SQL of the label by a source; null: the lead has none of that source.
 *
 * @param source SQL of 'rating', 'outcomes' or null. Null, as in versions of earlier releases: the rating, else the outcome.
 */
export function labelBy(source: string, judged = 's'): string {
  return `case ${source} when 'rating' then ${judged}.rating when 'outcomes' then ${judged}.outcome
    else coalesce(${judged}.rating, ${judged}.outcome) end`;
}
