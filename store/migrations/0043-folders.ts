import { Migration } from '@mikro-orm/migrations';

/** Folders and buckets as sources: which of their files were taken, and what came of each. */
export class FolderTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table sources alter column credential drop not null,
  add constraint sources_credential_check check (credential is not null or kind = 'folder');
comment on column sources.definition is 'What is read, as YAML, where it is no preset; of a folder: the mapping of its files.';
create table source_files (
  id uuid primary key default gen_random_uuid(),
  source text not null references sources on delete cascade,
  name text not null,
  version text not null,
  byte_count bigint not null,
  modified_at timestamptz not null,
  seen_at timestamptz not null,
  state text not null check (state in ('settling', 'taken', 'same', 'failed')),
  content_hash text,
  same_as text,
  report jsonb,
  error jsonb,
  tried_at timestamptz,
  unique (source, name)
);
comment on table source_files is 'Files of a folder that is a source. States: domain/folder-files.ts.';
comment on column source_files.version is 'By which a changed file is known: size and time, or the mark of a bucket.';
comment on column source_files.seen_at is 'Since when it is as it is.';
comment on column source_files.same_as is 'The file whose content it has.';
comment on column source_files.report is 'What came of it, as of an import; rejected rows lie beside uploads under the id.';
create index source_files_by_content on source_files (source, content_hash);`);
  }
}
