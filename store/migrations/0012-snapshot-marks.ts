import { Migration } from '@mikro-orm/migrations';

/** Snapshots of format 2 say nothing of their rows' origin in their bytes (`store/artifacts/snapshot-table.ts`): it stands beside them. */
export class SnapshotMarks extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table snapshots add synthetic boolean;
update snapshots set synthetic = marked.synthetic
from (select snapshot_hash, bool_or(synthetic) as synthetic from model_versions group by snapshot_hash) as marked
where hash = marked.snapshot_hash;
comment on column snapshots.synthetic is 'Whether it holds simulated rows, as of the latest extract. Null: an old snapshot that no version was trained on; its file says it for each row.';`);
  }
}
