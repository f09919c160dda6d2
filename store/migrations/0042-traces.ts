import { Migration } from '@mikro-orm/migrations';

/**
 * What it takes to follow an answer back to the rows behind it and to how they came, and to train once more what a run trained.
 *
 * A row bears the batch that added it. A batch of webhooks is of many deliveries, so each of them bears the batch too. A row that waited went
 * in with the batch that brought what it waited for: `waited_rows` says by which way it came itself.
 */
export class TraceTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table hook_deliveries add batch_id bigint;
create index hook_deliveries_by_batch on hook_deliveries (batch_id) where batch_id is not null;
comment on column hook_deliveries.batch_id is 'The batch that wrote its rows; null: nothing was written, or an earlier release read it.';
create table waited_rows (
  table_name text not null,
  row_id bigint not null,
  origin text not null,
  parked_at timestamptz not null,
  primary key (table_name, row_id)
);
comment on table waited_rows is 'Rows that were parked before they went in: whoever brought what they waited for wrote them.';
alter table runs add engine_build text;
comment on column runs.engine_build is 'What computes beside the code: processor and JavaScript engine. Null: an earlier release.';`);
  }
}
