import { Migration } from '@mikro-orm/migrations';

/** For the hourly checks: indexes to find the newest data, the expected next firing of each schedule, incidents of the whole business. */
export class ArrivalTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create index messages_by_time on messages (sent_at);
create index campaign_events_by_time on campaign_events (occurred_at);
create index purchases_by_time on purchases (purchased_at);
create index support_tickets_by_time on support_tickets (opened_at);
create table expected_firings (
  schedule text primary key,
  expected_at timestamptz not null
);
comment on table expected_firings is 'When Temporal said that a schedule would fire next: kept until it has, or until the schedule is paused.';
alter table incidents alter column model drop not null;
comment on column incidents.model is 'Null: of the whole business.';`);
  }
}
