import { Migration } from '@mikro-orm/migrations';

/**
 * What is told to other systems: destinations, the events that they want, and how far the delivery of each is.
 *
 * An event is written in the transaction of what it reports, and only where a destination wants it. Triggers write those of single
 * rows, at commit as `events` does, whoever changes the row; the statement of store/destinations/score-events.ts writes those of a
 * scoring. Whoever writes deliveries notifies the channel `perennial_outbox`.
 *
 * As for `events`, a later migration that changes rows of these tables (`retrains` too) and then the table itself needs `set constraints
 * all immediate` in between.
 */
export class Outbox extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table destinations (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  kind text not null check (kind in ('webhook', 'slack', 'sql', 'csv')),
  settings jsonb not null,
  events text[] not null,
  score_change double precision not null check (score_change > 0),
  state text not null default 'active' check (state in ('active', 'paused')),
  note text,
  failures integer not null default 0,
  failing_since timestamptz,
  held_until timestamptz,
  created_at timestamptz not null default now()
);
comment on column destinations.settings is 'DestinationSettings in domain/destinations/destination.ts: references to secrets, never the secrets.';
comment on column destinations.score_change is 'Points of 100 by which a score must move for score.changed.';
comment on column destinations.failures is 'Rounds of deliveries in a row in which it took nothing; held_until: it is left alone until then.';
create table outbox (
  id uuid primary key default gen_random_uuid(),
  type text not null,
  subject text not null,
  sequence bigint not null,
  contact text,
  data jsonb not null,
  happened_at timestamptz not null,
  unique (subject, sequence)
);
comment on table outbox is 'Events as they are told to destinations. The id is the same at every attempt.';
comment on column outbox.subject is 'Such as lead/l-17, contact/c-4, model/churn, incident/12: the sequence counts its events.';
comment on column outbox.contact is 'External id of the person whom it is about; null: nobody.';
create index outbox_by_contact on outbox (contact) where contact is not null;
create index outbox_by_time on outbox (happened_at);
create table outbox_sequences (
  subject text primary key,
  last bigint not null
);
create table deliveries (
  destination_id uuid not null references destinations on delete cascade,
  event_id uuid not null references outbox on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'parked', 'withheld', 'superseded')),
  since timestamptz not null default now(),
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  last_error text,
  ended_at timestamptz,
  primary key (destination_id, event_id),
  check ((state = 'waiting') = (ended_at is null))
);
comment on table deliveries is 'States: domain/destinations/delivery.ts. An event is tried for some days from since on, next at due_at.';
create index deliveries_waiting on deliveries (destination_id, due_at) where state = 'waiting';
create index deliveries_parked on deliveries (destination_id, ended_at) where state = 'parked';
create index deliveries_by_event on deliveries (event_id);`);

    this.addSql(`
create function perennial_put_out(type_of text, subject_of text, data_of jsonb) returns void language plpgsql as $$
declare
  place bigint;
  event uuid;
begin
  if not exists (select from destinations where type_of = any (events)) then return; end if;
  insert into outbox_sequences as s (subject, last) values (subject_of, 1)
  on conflict (subject) do update set last = s.last + 1 returning last into place;
  insert into outbox (type, subject, sequence, data, happened_at)
  values (type_of, subject_of, place, data_of, clock_timestamp()) returning id into event;
  insert into deliveries (destination_id, event_id) select id, event from destinations where type_of = any (events);
  perform pg_notify('perennial_outbox', '');
end $$;
create function perennial_version_name(version bigint) returns text language sql stable as $$
  select name from model_versions where id = version
$$;
create function perennial_iso(moment timestamptz) returns text language sql stable as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
create function perennial_put_out_deployment() returns trigger language plpgsql as $$ begin
  perform perennial_put_out('model.deployed', 'model/' || new.model, jsonb_build_object(
    'model', new.model, 'version', perennial_version_name(new.version_id),
    'previous', perennial_version_name(new.previous_version_id), 'action', new.action, 'actor', new.actor, 'reason', new.reason));
  return null;
end $$;
create constraint trigger deployments_outbox after insert on deployments deferrable initially deferred
  for each row execute function perennial_put_out_deployment();
create function perennial_put_out_experiment() returns trigger language plpgsql as $$ begin
  perform perennial_put_out('experiment.decided', 'experiment/' || new.id, jsonb_build_object(
    'experiment', new.id, 'model', new.model, 'outcome', new.outcome, 'champion', perennial_version_name(new.champion_version_id),
    'challenger', perennial_version_name(new.challenger_version_id), 'reason', new.reason));
  return null;
end $$;
create constraint trigger experiments_outbox after update on experiments deferrable initially deferred
  for each row when (old.state <> 'ended' and new.state = 'ended' and new.outcome <> 'superseded')
  execute function perennial_put_out_experiment();
create function perennial_put_out_incident() returns trigger language plpgsql as $$ begin
  perform perennial_put_out(case when new.resolved_at is null then 'incident.fired' else 'incident.resolved' end, 'incident/' || new.id,
    jsonb_build_object('incident', new.id, 'model', new.model, 'rule', new.rule, 'source', new.source, 'state', new.state,
      'value', new.value, 'limit', new."limit", 'detail', new.detail, 'version', perennial_version_name(new.version_id)));
  return null;
end $$;
create constraint trigger incidents_outbox_new after insert on incidents deferrable initially deferred
  for each row when (new.fired_at is not null) execute function perennial_put_out_incident();
create constraint trigger incidents_outbox after update on incidents deferrable initially deferred
  for each row when (new.fired_at is not null
    and (old.fired_at is null or (old.resolved_at is null and new.resolved_at is not null)))
  execute function perennial_put_out_incident();
create function perennial_put_out_training() returns trigger language plpgsql as $$ begin
  perform perennial_put_out('training.finished', 'training/' || new.id, jsonb_build_object(
    'training', new.id, 'trigger', new.trigger, 'state', new.state, 'error', new.error ->> 'message',
    'models', (select coalesce(jsonb_agg(jsonb_build_object('model', model, 'state', state, 'outcome', outcome,
      'version', perennial_version_name(version_id), 'error', error ->> 'message') order by model), '[]')
      from runs where retrain_id = new.id)));
  return null;
end $$;
create constraint trigger retrains_outbox after update on retrains deferrable initially deferred
  for each row when (old.state = 'running' and new.state <> 'running') execute function perennial_put_out_training();`);
  }
}
