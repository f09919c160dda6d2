import { Migration } from '@mikro-orm/migrations';

/**
 * Sentiments that Perennial measured, apart from those that the business gave: what is imported is never overwritten, an import compares
 * only what it brought itself, and a better lexicon can measure its own anew.
 */
export class SentimentColumns extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table messages add measured_sentiment double precision check (measured_sentiment between -1 and 1), add measured_by text;
comment on column messages.sentiment is '-1 negative to 1 positive, as the business gave it; null where it gave none';
comment on column messages.measured_sentiment is 'Where none was given: what our lexicons read in the text of an inbound message; null where they found nothing to read.';
comment on column messages.measured_by is 'The version of the lexicons that has looked at the text; null: none has.';
create function messages_forget_sentiment() returns trigger language plpgsql as $$ begin
  new.measured_sentiment := null;
  new.measured_by := null;
  return new;
end $$;
create trigger forget_sentiment before update of text on messages
  for each row when (old.text is distinct from new.text and old.measured_by is not null) execute function messages_forget_sentiment();`);
  }
}
