import { Migration } from '@mikro-orm/migrations';

/** Hours that a row sums up, each span being whole ones of the span before: `models/history/reactions.ts` adds them up as of a moment. */
const spans = [1, 24, 768] as const;

/** `date_bin` counts from a fixed moment, so it needs no time zone. */
function startOf(span: number, at: string): string {
  return `date_bin('${span} hours', ${at}, 'epoch')`;
}

const counted = `('delivered', 'clicked')`;

/** Events of some rows, each counting `weight`, summed up by campaign, span and its start. What adds nothing is left out. */
export function addUp(events: string): string {
  return `
  insert into campaign_counts (campaign_id, span, start, delivered, clicked)
  select hours.campaign_id, spans.span, spans.start, sum(hours.delivered), sum(hours.clicked)
  from (
    select e.campaign_id, ${startOf(1, 'e.occurred_at')} as start,
      coalesce(sum(e.weight) filter (where e.type = 'delivered'), 0) as delivered,
      coalesce(sum(e.weight) filter (where e.type = 'clicked'), 0) as clicked
    from (${events}) as e
    group by 1, 2
  ) as hours
  cross join lateral (values ${spans.map((span) => `(${span}, ${startOf(span, 'hours.start')})`).join(', ')}) as spans (span, start)
  group by 1, 2, 3
  having sum(hours.delivered) <> 0 or sum(hours.clicked) <> 0;`;
}

export function eventsOf(table: string, weight: 1 | -1, more = ''): string {
  return `select campaign_id, type, occurred_at, ${weight} as weight from ${table} where type in ${counted}${more}`;
}

/** Fewer rows than this of one sum are left as they are. */
const mostRows = 32;
/** A statement that brought more events wrote sums already. */
const mostEvents = 100;

/**
 * How many messages of a campaign were delivered and clicked, by hour, day and 32 days, so that what everybody did in a campaign before
 * any moment is known without reading its events.
 *
 * Rows are only ever added, by triggers, a statement one for each sum that it changes: many statuses that arrive at once for one
 * campaign would otherwise wait for one row. So several rows make one sum, and what was deleted or moved counts as less than nothing.
 * Whoever finds that many small ones have come together folds those that nobody else is folding.
 */
export class CampaignCounts extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table campaign_counts (
  campaign_id bigint not null,
  span smallint not null check (span in (${spans.join(', ')})),
  start timestamptz not null,
  delivered integer not null,
  clicked integer not null
);
comment on table campaign_counts is 'Sums of campaign_events, written by its triggers. Several rows of the same campaign, span and start add up.';
comment on column campaign_counts.span is 'Hours that the row sums up, from start on.';
lock table campaign_events in share row exclusive mode;${addUp(eventsOf('campaign_events', 1))}
create index campaign_counts_by_campaign on campaign_counts (campaign_id, span, start) include (delivered, clicked);`);

    this.addSql(`
create function campaign_counts_fold(of_campaign bigint, of_span smallint, of_start timestamptz) returns void language sql as $$
  with folded as (
    delete from campaign_counts where ctid = any (array(
      select ctid from campaign_counts where campaign_id = of_campaign and span = of_span and start = of_start for update skip locked
    ))
    returning delivered, clicked
  )
  insert into campaign_counts (campaign_id, span, start, delivered, clicked)
  select of_campaign, of_span, of_start, sum(delivered), sum(clicked) from folded having sum(delivered) <> 0 or sum(clicked) <> 0;
$$;
create function campaign_events_count_added() returns trigger language plpgsql as $$ begin${addUp(eventsOf('added', 1))}
  -- with one snapshot for all of a transaction, a row that another one folded meanwhile would end it
  if current_setting('transaction_isolation') = 'read committed' and (select count(*) from (select from added limit ${mostEvents + 1}) as few) <= ${mostEvents} then
    perform campaign_counts_fold(sums.campaign_id, sums.span::smallint, sums.start)
    from (
      select distinct a.campaign_id, spans.span, spans.start
      from added as a
      cross join lateral (values ${spans.map((span) => `(${span}, ${startOf(span, 'a.occurred_at')})`).join(', ')}) as spans (span, start)
    ) as sums
    where (
      select count(*) from (
        select from campaign_counts as c
        where c.campaign_id = sums.campaign_id and c.span = sums.span and c.start = sums.start limit ${mostRows + 1}
      ) as rows
    ) > ${mostRows};
  end if;
  return null;
end $$;
create function campaign_events_count_changed() returns trigger language plpgsql as $$ begin${addUp(
      `${eventsOf('before', -1)} union all ${eventsOf('after', 1)}`,
    )}
  return null;
end $$;
create function campaign_events_count_deleted() returns trigger language plpgsql as $$ begin${addUp(eventsOf('gone', -1))}
  return null;
end $$;
create function campaign_events_count_none() returns trigger language plpgsql as $$ begin
  truncate campaign_counts;
  return null;
end $$;
create function campaigns_forget_counts() returns trigger language plpgsql as $$ begin
  delete from campaign_counts where campaign_id in (select id from gone);
  return null;
end $$;
create trigger campaign_events_count_added after insert on campaign_events referencing new table as added
  for each statement execute function campaign_events_count_added();
create trigger campaign_events_count_changed after update on campaign_events referencing old table as before new table as after
  for each statement execute function campaign_events_count_changed();
create trigger campaign_events_count_deleted after delete on campaign_events referencing old table as gone
  for each statement execute function campaign_events_count_deleted();
create trigger campaign_events_count_none after truncate on campaign_events
  for each statement execute function campaign_events_count_none();
create trigger campaigns_forget_counts after delete on campaigns referencing old table as gone
  for each statement execute function campaigns_forget_counts();`);
  }
}
