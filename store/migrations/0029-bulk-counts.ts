import { Migration } from '@mikro-orm/migrations';
import { addUp, eventsOf } from './0024-campaign-counts.ts';

/**
 * A bulk load writes its events in many statements. Each would add rows of its own to every sum, hundreds of times as many as there are
 * sums, so it adds all of its events up at the end: it sets `perennial.campaign_counts` = 'off' for its transaction, and calls
 * `campaign_counts_add_from` with the first id that it gave out.
 */
export class BulkCounts extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create function campaign_counts_add_from(first_id bigint) returns void language sql as $$${addUp(
      eventsOf('campaign_events', 1, ' and id >= first_id'),
    )}
$$;
create or replace trigger campaign_events_count_added after insert on campaign_events referencing new table as added
  for each statement when (current_setting('perennial.campaign_counts', true) is distinct from 'off')
  execute function campaign_events_count_added();`);
  }
}
