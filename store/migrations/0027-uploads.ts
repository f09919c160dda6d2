import { Migration } from '@mikro-orm/migrations';

/** Files that people sent to be imported, with what is known of them. The files themselves lie in a folder. */
export class UploadTable extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table uploads (
  id uuid primary key,
  name text not null,
  byte_count bigint not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  state text not null check (state in ('working', 'waiting', 'imported', 'failed')),
  step text not null check (step in ('inspect', 'try', 'import')),
  begun_at timestamptz not null,
  options jsonb not null default '{}',
  progress jsonb,
  inspection jsonb,
  trial jsonb,
  report jsonb,
  error jsonb
);
comment on table uploads is 'Files that were sent over the API. States: domain/uploads.ts.';
comment on column uploads.step is 'The one under way, or the last one.';
comment on column uploads.begun_at is 'When that step began.';
comment on column uploads.progress is 'Of the step under way: {share, read, rejected}.';
comment on column uploads.inspection is 'What the columns mean, and what rows would become.';
comment on column uploads.trial is 'The report of the last dry run; report: that of the import.';
create index uploads_by_time on uploads (uploaded_at desc);
create constraint trigger uploads_event after insert on uploads deferrable initially deferred for each row
  execute function perennial_tell_event('upload', 'id', 'state', 'step');
create constraint trigger uploads_event_change after update on uploads deferrable initially deferred for each row
  when (old.state is distinct from new.state) execute function perennial_tell_event('upload', 'id', 'state', 'step');`);
  }
}
