import { Migration } from '@mikro-orm/migrations';

/**
 * People who were erased: how far each erasure is, keyed hashes by which nobody brings them back, and what trainings still have to do.
 *
 * An erasure is written before anything is done. Until it is done its row holds what the person is found by; then only figures.
 *
 * The audit log is changed by erasures alone: they take the person's ids out of a row, and leave the row.
 */
export class Erasures extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table erasures (
  id uuid primary key,
  state text not null default 'intended' check (state in ('intended', 'rows_gone', 'done')),
  contact_id bigint,
  traces jsonb,
  act jsonb not null,
  counts jsonb not null default '{}',
  told jsonb not null default '{}',
  asked_at timestamptz not null default now(),
  done_at timestamptz,
  check ((state = 'done') = (done_at is not null)),
  check (state <> 'done' or (contact_id is null and traces is null))
);
comment on column erasures.traces is 'What the person is still looked for by in files; null before the rows are gone, and once it is done.';
comment on column erasures.counts is 'What was erased, by place.';
comment on column erasures.told is 'Events about the person that destinations got, by their names.';
create unique index erasures_of_contact on erasures (contact_id) where state = 'intended';
create table erasure_orders (
  erasure_id uuid not null references erasures,
  model text not null,
  run_id text,
  snapshots integer,
  carried_out_at timestamptz,
  primary key (erasure_id, model),
  check ((carried_out_at is null) = (run_id is null))
);
comment on table erasure_orders is 'What the next training of each model does: it takes erased people out of the snapshots that are kept.';
comment on column erasure_orders.snapshots is 'How many held somebody who was erased.';
create table erased_keys (
  hash bytea primary key,
  since timestamptz not null default now()
);
comment on table erased_keys is 'HMAC-SHA-256 of ids, phones and e-mails of people who were erased. The key is not in the database.';
alter table installation add erasure_key_check bytea;
comment on column installation.erasure_key_check is 'By which another key than that of erased_keys is noticed.';
alter table import_batches add rejects_file text;
comment on column import_batches.rejects_file is 'Where its rejected rows were written, on the machine that imported it.';
alter table snapshots add erased_at timestamptz;
comment on column snapshots.erased_at is 'When people were taken out of it last: a training on it gives another model than before.';
alter table source_streams add erased bigint not null default 0;
comment on column source_streams.erased is 'Rows of people who were erased before.';
create or replace function perennial_keep_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('perennial.erasing', true) = 'on' then return null; end if;
  raise exception 'the audit log is only ever added to' using errcode = 'insufficient_privilege';
end $$;
create function perennial_keep_audit_row() returns trigger language plpgsql as $$
begin
  if (new.id, new.at, new.actor_kind, new.actor_id, new.actor, new.role, new.operation)
    is distinct from (old.id, old.at, old.actor_kind, old.actor_id, old.actor, old.role, old.operation) then
    raise exception 'an erasure changes nothing but what was done to whom' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger audit_log_row_kept before update on audit_log for each row execute function perennial_keep_audit_row();`);
  }
}
