import { Migration } from '@mikro-orm/migrations';

/**
 * The database's identity, and names for mails that a restored database doesn't give again.
 *
 * In an existing database the identity follows from its first migration: if it is restored from an older backup, it gets the
 * same identity again.
 */
export class InstallationTable extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table installation (
  only_row boolean primary key default true check (only_row),
  id uuid not null,
  upgraded boolean not null,
  created_at timestamptz not null default now()
);
comment on column installation.id is 'Stands in the memo of schedules and workflows: what bears another one is somebody else''s.';
comment on column installation.upgraded is 'An earlier release has worked on this database: what bears no identity in Temporal may be its.';
insert into installation (id, upgraded)
  select coalesce(md5(to_char(min(executed_at) at time zone 'UTC', 'YYYYMMDDHH24MISSUS'))::uuid, gen_random_uuid()), count(*) > 0
  from perennial_migrations where executed_at < now();
alter table mails add column name text;
update mails set name = id::text;
alter table mails alter column name set default gen_random_uuid()::text;
alter table mails alter column name set not null;
alter table mails add unique (name);
comment on column mails.name is 'Names its delivery, the workflow mail/<name>: a UUID, as a restored database gives an id again. Mails of before have their id.';`);
  }
}
