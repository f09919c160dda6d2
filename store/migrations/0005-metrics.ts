import { Migration } from '@mikro-orm/migrations';

/** The daily measurements of deployed versions. */
export class MetricTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table metric_records (
  model text not null,
  date date not null,
  version_id bigint not null references model_versions on delete cascade,
  source text not null check (source in ('live', 'estimate', 'drift')),
  metric text not null,
  segment text not null,
  value double precision,
  low double precision,
  high double precision,
  noise double precision,
  samples integer not null,
  reason text,
  estimate boolean not null generated always as (source = 'estimate') stored,
  measured_at timestamptz not null,
  primary key (model, date, version_id, source, metric, segment),
  check ((value is null) = (reason is not null)),
  check (value <> 'NaN' and low <> 'NaN' and high <> 'NaN' and noise <> 'NaN')
);
comment on column metric_records.date is 'UTC day that it was measured for; a day''s records are replaced whole.';
comment on column metric_records.low is 'The 95% interval, with high.';
comment on column metric_records.noise is 'Level that a measure of drift stays below without any.';
comment on column metric_records.reason is 'Why there is no value: no data is never healthy.';`);
  }
}
