import { Migration } from '@mikro-orm/migrations';

/** The answer to degradation: the version that a window judged, what was done about an incident, when a model's present began. */
export class DegradationTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table retrains drop constraint retrains_trigger_check;
alter table retrains add constraint retrains_trigger_check check (trigger in ('cli', 'api', 'schedule', 'degradation', 'demo'));
alter table alert_readings add column version_id bigint references model_versions;
comment on column alert_readings.version_id is 'The version that the window judged; null where it judged none.';
alter table incidents add column version_id bigint references model_versions;
comment on column incidents.version_id is 'Of the newest window.';
alter table incidents add column answer text not null default '';
comment on column incidents.answer is 'What was done about it, in a sentence, as of the last monitoring.';
alter table incidents add column retrain_id text;
comment on column incidents.retrain_id is 'The last retrain that it started; no foreign key: the retrain opens its row itself, later.';
create table concept_changes (
  version_id bigint primary key references model_versions,
  model text not null,
  since timestamptz not null,
  incident_id bigint not null references incidents,
  recorded_at timestamptz not null
);
comment on table concept_changes is 'Versions that labels proved wrong: what they learnt held until "since", about.';
alter table runs add column window_days integer;
comment on column runs.window_days is 'Label windows of the training set closed in so many days before as-of.';
alter table runs add column window_reason text;
comment on column runs.window_reason is 'Why in so many, where it is not the model''s usual window.';`);
  }
}
