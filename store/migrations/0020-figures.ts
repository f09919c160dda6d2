import { Migration } from '@mikro-orm/migrations';

/**
 * One incident for one cause, with the figures that breach for it; incidents that end because another version serves; what a reading was
 * found from; figures of versions that have no labels of their own yet. Open incidents of several figures become one.
 */
export class IncidentFigures extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table metric_records drop constraint metric_records_source_check;
alter table metric_records add constraint metric_records_source_check check (source in ('live', 'rescored', 'estimate', 'drift'));

alter table alert_readings add column samples integer;
comment on column alert_readings.samples is 'What the value was found from; null for an event.';
alter table alert_readings add column window_days integer;
comment on column alert_readings.window_days is 'Days of data that the window holds; null for an event.';

alter table incidents add column figures jsonb not null default '[]';
comment on column incidents.figures is 'The figures that breach for one reason, each with state, value, limit, window, samples and version; the leading one first.';
alter table incidents add column samples integer;
comment on column incidents.samples is 'Of the leading figure, as value, limit and version_id.';
alter table incidents add column window_days integer;
alter table incidents add column superseded_by bigint references model_versions;
comment on column incidents.superseded_by is 'The version whose deployment made the incident untrue.';
alter table incidents add column superseded_told_at timestamptz;
comment on column incidents.superseded_told_at is 'When those who were told of the incident were told that it is superseded.';

update incidents as i set figures = jsonb_build_array(jsonb_build_object(
  'rule', i.rule, 'state', case when i.state in ('acknowledged', 'firing') then 'firing' else i.state end, 'value', i.value, 'low', null,
  'high', null, 'limit', i."limit", 'window', to_char(i.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'windowDays', null, 'samples', null, 'versionId', i.version_id, 'told', i.noticed_at is not null
));

alter table incidents drop constraint incidents_state_check;
alter table incidents add constraint incidents_state_check
  check (state in ('pending', 'firing', 'recovering', 'acknowledged', 'resolved', 'superseded'));
alter table incidents drop constraint incidents_check;
alter table incidents add constraint incidents_closed check ((state in ('resolved', 'superseded')) = (resolved_at is not null));
drop index incidents_one_open;

create temporary table kept_incidents on commit drop as
select distinct on (model, source) id, model, source from incidents
where state <> 'resolved' and rule in ('mae_rise', 'r2_low', 'mae_high', 'r2_very_low', 'accuracy_low')
order by model, source, state = 'pending', rule in ('mae_rise', 'r2_low'), id;
update incidents as i set fingerprint = i.model || '/' || i.source || '/performance', figures = (
  select jsonb_agg(o.figures -> 0 order by o.id <> i.id, o.id) from incidents as o
  where o.model = i.model and o.source = i.source and o.state <> 'resolved'
    and o.rule in ('mae_rise', 'r2_low', 'mae_high', 'r2_very_low', 'accuracy_low')
) from kept_incidents as k where k.id = i.id;
update incidents as i set state = 'superseded', resolved_at = now(), superseded_told_at = now(),
  detail = trim(i.detail || ' One incident with incident ' || k.id || ' since the upgrade.')
from kept_incidents as k where k.model = i.model and k.source = i.source and k.id <> i.id and i.state <> 'resolved'
  and i.rule in ('mae_rise', 'r2_low', 'mae_high', 'r2_very_low', 'accuracy_low');

create unique index incidents_one_open on incidents (fingerprint) where state not in ('resolved', 'superseded');`);
  }
}
