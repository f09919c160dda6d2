import { Migration } from '@mikro-orm/migrations';

/** Where the installation's artifacts are. A worker that finds another folder there would notice in mid-training only. */
export class ArtifactPlace extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
alter table installation add artifacts_place text;
comment on column installation.artifacts_place is 'The folder or bucket that was marked with the identity, as the worker that looked last names it. Null: no worker has started since the upgrade.';`);
  }
}
