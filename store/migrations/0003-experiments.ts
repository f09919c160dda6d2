import { Migration } from '@mikro-orm/migrations';

/**
 * Predictions that were given, experiments between champion and challenger, and their results.
 *
 * Servers keep the models and the current split in memory. Triggers notify them of every change on the channel
 * `perennial_serving`, whoever made it.
 */
export class ExperimentTables extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table runs drop constraint runs_outcome_check;
alter table runs add constraint runs_outcome_check check (outcome in ('deployed', 'champion_kept', 'in_gate'));
alter table model_versions add column golden jsonb;
comment on column model_versions.golden is '{features: (number | null)[][], outputs: number[]}: what a loaded artifact must reproduce bit for bit before it serves.';
create table experiments (
  id text primary key,
  model text not null,
  champion_version_id bigint not null references model_versions,
  challenger_version_id bigint not null unique references model_versions,
  state text not null check (state in ('waiting', 'running', 'paused', 'frozen', 'ended')),
  outcome text check (outcome in ('promoted', 'champion_kept', 'rolled_back', 'superseded')),
  mode text check (mode in ('live', 'paired')),
  config jsonb not null,
  plan jsonb,
  score_map jsonb,
  reason text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  check ((state = 'ended') = (ended_at is not null)),
  check ((state = 'ended') = (outcome is not null))
);
comment on column experiments.score_map is '{from: number[], to: number[]}: quantiles of the challenger''s and the champion''s scores of the same subjects.';
create unique index experiments_one_running on experiments (model) where state in ('running', 'paused', 'frozen');
create unique index experiments_one_waiting on experiments (model) where state = 'waiting';
create index experiments_by_creation on experiments (created_at desc);
create table experiment_phases (
  experiment_id text not null references experiments on delete cascade,
  number integer not null,
  challenger_share double precision not null check (challenger_share > 0 and challenger_share < 1),
  salt text not null,
  planned_total double precision not null,
  started_at timestamptz not null,
  closed_at timestamptz,
  primary key (experiment_id, number)
);
comment on column experiment_phases.closed_at is 'From then on nobody is exposed any more; outcomes of those who were still mature.';
create unique index experiment_phases_one_open on experiment_phases (experiment_id) where closed_at is null;
create table exposures (
  experiment_id text not null,
  phase integer not null,
  unit text not null,
  arm text not null check (arm in ('champion', 'challenger')),
  crossed boolean not null default false,
  exposed_at timestamptz not null,
  champion_output double precision,
  challenger_output double precision,
  primary key (experiment_id, phase, unit),
  foreign key (experiment_id, phase) references experiment_phases on delete cascade
);
comment on table exposures is 'A unit''s first exposure in a phase; crossed: it was served by the other arm too.';
comment on column exposures.champion_output is 'What each model itself answered then, before any mapping of scores.';
create table predictions (
  id uuid primary key,
  model text not null,
  subject text not null,
  version_id bigint not null references model_versions,
  experiment_id text references experiments on delete set null,
  phase integer,
  arm text check (arm in ('champion', 'challenger')),
  value double precision not null,
  model_output double precision not null,
  confidence double precision not null,
  features double precision[] not null,
  shadow_version_id bigint references model_versions,
  shadow_output double precision,
  batch text,
  milliseconds real not null,
  error text,
  created_at timestamptz not null
);
comment on column predictions.value is 'What was answered: the model''s output, for a challenger of lead scoring mapped to the champion''s distribution.';
comment on column predictions.features is 'In the order of the version''s features; NaN where missing.';
comment on column predictions.error is 'Why the challenger could not answer, so that the champion did.';
create index predictions_by_subject on predictions (model, subject, created_at desc);
create index predictions_by_batch on predictions (batch) where batch is not null;
create index predictions_by_experiment on predictions (experiment_id, phase) where experiment_id is not null;
create index predictions_by_time on predictions (created_at);
create table prediction_batches (
  id text primary key,
  model text not null,
  version_id bigint not null references model_versions,
  subjects integer not null,
  scored_at timestamptz not null,
  finished_at timestamptz not null
);
create index prediction_batches_by_time on prediction_batches (model, scored_at desc);
create table outcomes (
  id text primary key,
  model text not null,
  subject text not null,
  converted boolean not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now()
);
create index outcomes_by_subject on outcomes (model, subject, occurred_at);
create table experiment_looks (
  experiment_id text not null,
  phase integer not null,
  number integer not null,
  at timestamptz not null,
  numbers jsonb not null,
  decision jsonb not null,
  action text not null,
  reason text not null,
  primary key (experiment_id, phase, number),
  foreign key (experiment_id, phase) references experiment_phases on delete cascade
);
create table experiment_events (
  id bigint generated by default as identity primary key,
  key text not null unique,
  experiment_id text not null references experiments on delete cascade,
  type text not null,
  actor text not null,
  reason text not null,
  details jsonb not null,
  created_at timestamptz not null default now()
);
create index experiment_events_by_experiment on experiment_events (experiment_id, id);`);

    this.addSql(`
create function perennial_phase_is_fixed() returns trigger language plpgsql as $$ begin
  if (new.challenger_share, new.salt, new.planned_total, new.started_at)
    is distinct from (old.challenger_share, old.salt, old.planned_total, old.started_at) then
    raise exception 'phase % of experiment % is fixed: start another one', old.number, old.experiment_id;
  end if;
  return new;
end $$;
create trigger experiment_phases_fixed before update on experiment_phases
  for each row execute function perennial_phase_is_fixed();
create function perennial_serving_changed() returns trigger language plpgsql as $$ begin
  notify perennial_serving;
  return null;
end $$;
create trigger champions_tell after insert or update or delete on champions
  for each statement execute function perennial_serving_changed();
create trigger experiments_tell after insert or update or delete on experiments
  for each statement execute function perennial_serving_changed();
create trigger experiment_phases_tell after insert or update or delete on experiment_phases
  for each statement execute function perennial_serving_changed();`);
  }
}
