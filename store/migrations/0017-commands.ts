import { Migration } from '@mikro-orm/migrations';

/**
 * What changes both Temporal and these tables is written here before it is done, and confirmed afterwards. How each schedule
 * stands is remembered, so that a new Temporal server gets the pauses again.
 */
export class CommandTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table commands (
  id text primary key,
  kind text not null,
  target text not null,
  arguments jsonb not null,
  actor text not null,
  reason text not null,
  state text not null check (state in ('intended', 'done', 'refused')),
  result jsonb,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  check ((state = 'intended') = (settled_at is null))
);
comment on column commands.id is 'Names in Temporal what carries the command out, so that it is carried out once however often it is tried.';
comment on column commands.target is 'The id of the schedule, retrain or experiment.';
comment on column commands.result is 'What came of it; where it was refused {code, message, remedy}.';
create index commands_intended on commands (created_at) where state = 'intended';
create index commands_by_time on commands (kind, target, created_at desc);
alter table schedule_commands add command_id text unique references commands;
comment on column schedule_commands.command_id is 'Null: recorded by an earlier release, or found in Temporal by the watch.';
create table schedule_states (
  schedule text primary key,
  paused boolean not null,
  note text,
  seen_at timestamptz not null
);
comment on table schedule_states is 'How each schedule stood when it was last commanded or looked at.';`);
  }
}
