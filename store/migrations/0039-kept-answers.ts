import { Migration } from '@mikro-orm/migrations';

/** Answers to requests with an Idempotency-Key: asked again, the same is answered and nothing is done twice. */
export class KeptAnswers extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table kept_answers (
  id bytea primary key,
  fingerprint bytea,
  status integer,
  answer bytea,
  created_at timestamptz not null default now(),
  check ((status is null) = (answer is null))
);
comment on column kept_answers.id is 'Hash of who asked and of the key.';
comment on column kept_answers.fingerprint is 'Hash of what was asked; null while a file is still coming in.';
comment on column kept_answers.answer is 'Sealed with the credential of who asked, which is not kept here; null: not answered yet.';
create index kept_answers_by_time on kept_answers (created_at);`);
  }
}
