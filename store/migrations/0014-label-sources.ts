import { Migration } from '@mikro-orm/migrations';

/**
 * Which labels a run learnt from, and when a stage was written. With the latter, labels tell whether a stage without a date came with its lead, by a
 * later import or by a write of its own (`models/lead-scoring/lead-label.ts`).
 */
export class LabelSources extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table runs add label_source text check (label_source in ('rating', 'outcomes'));
alter table model_versions add label_source text check (label_source in ('rating', 'outcomes'));
comment on column model_versions.label_source is 'Lead scoring: what its labels were made of. Null in earlier releases: ratings, and outcomes of leads that carried none.';
alter table lead_versions add recorded_at timestamptz not null default now();
comment on column lead_versions.recorded_at is 'The transaction that wrote it; in an upgraded database that of the upgrade.';`);
  }
}
