import { Migration } from '@mikro-orm/migrations';

/** Databases of other systems that are read again and again, and how far each was read. */
export class SourceTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table sources (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{0,30}$'),
  kind text not null,
  preset text,
  definition text,
  credential jsonb not null,
  settings jsonb not null default '{}',
  state text not null default 'active' check (state in ('active', 'paused')),
  created_at timestamptz not null,
  server_clock timestamptz,
  swept_at timestamptz,
  began_at timestamptz,
  succeeded_at timestamptz,
  failing_since timestamptz,
  error jsonb,
  progress jsonb
);
comment on table sources is 'Where data comes from by itself. The name stands before the ids of its rows: chatwoot:7.';
comment on column sources.definition is 'What is read, as YAML, where it is no preset.';
comment on column sources.credential is 'Where the credential is found, never the credential: {"env": "SHOP_DATABASE_URL"} or {"file": "/run/secrets/shop"}.';
comment on column sources.server_clock is 'Of the source, when it was read last: one that goes back would hide changes.';
comment on column sources.swept_at is 'When all keys were compared last, to find what was deleted.';
comment on column sources.failing_since is 'Null while it is read; error: why it is not.';
create table source_streams (
  source text not null references sources on delete cascade,
  stream text not null,
  changed_at timestamptz,
  changed_key text,
  whole boolean not null default false,
  expected bigint,
  read bigint not null default 0,
  written bigint not null default 0,
  parked bigint not null default 0,
  rejected bigint not null default 0,
  reject_example text,
  deleted bigint not null default 0,
  primary key (source, stream)
);
comment on table source_streams is 'How far each table of a source was read: its watermark moves in the transaction of the rows.';
comment on column source_streams.changed_at is 'Up to this change, and of those at this moment up to changed_key, everything is here.';
comment on column source_streams.whole is 'Whether it was read through once.';
comment on column source_streams.expected is 'Rows that there were when the first reading began.';`);
  }
}
