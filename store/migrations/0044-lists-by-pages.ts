import { Migration } from '@mikro-orm/migrations';

/** Lists are read by pages that go on behind the last row: each order is unique, and an index has it. */
export class ListsByPages extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
drop index runs_by_start;
create index runs_by_start on runs (started_at desc, id desc);
create index runs_by_model on runs (model, started_at desc, id desc);
drop index experiments_by_creation;
create index experiments_by_creation on experiments (created_at desc, id desc);
create index model_versions_by_creation on model_versions (created_at desc, id desc);
create index deployments_by_model on deployments (model, id desc);
drop index incidents_by_time;
create index incidents_by_time on incidents (opened_at desc, id desc);
drop index uploads_by_time;
create index uploads_by_time on uploads (uploaded_at desc, id desc);
create index api_tokens_by_creation on api_tokens (created_at desc, id desc);
drop index deliveries_parked;
create index deliveries_parked on deliveries (destination_id, ended_at desc, event_id desc) where state = 'parked';`);
  }
}
