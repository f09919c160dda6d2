import { Migration } from '@mikro-orm/migrations';

/** What a run's page shows beside the row of the run: when it entered each stage, and how its model did on the holdout, as points to draw. */
export class RunReports extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table run_stages (
  run_id text not null references runs on delete cascade,
  stage text not null,
  entered_at timestamptz not null,
  primary key (run_id, stage)
);
comment on column run_stages.entered_at is 'Of the first attempt: a repeated step keeps it.';
create table run_pictures (
  run_id text primary key references runs on delete cascade,
  picture jsonb not null
);
comment on table run_pictures is 'Beside the rows of runs, because lists of runs need none of it: up to 20 kB each (domain/holdout-picture.ts).';`);
  }
}
