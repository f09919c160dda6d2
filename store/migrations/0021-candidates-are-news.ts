import { Migration } from '@mikro-orm/migrations';

/** Incidents about figures of trainings told of candidates that never served: they are news now, and no reading would end them. */
export class CandidatesAreNews extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
update incidents set state = 'resolved', resolved_at = now(),
  detail = 'It was about a candidate; what serves is watched by its live figures.'
where source = 'training' and state <> 'resolved'
  and rule in ('mae_rise', 'r2_low', 'mae_high', 'r2_very_low', 'accuracy_low');`);
  }
}
