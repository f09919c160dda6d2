import { Migration } from '@mikro-orm/migrations';

/** Incidents about figures of trainings told of candidates that never served: they are news now, and no reading would end them. */
export class CandidatesAreNews extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
update incidents set state = 'resolved', resolved_at = now(),
  figures = (select jsonb_agg(figure || '{"state": "resolved", "told": false}') from jsonb_array_elements(figures) as figure),
  detail = 'It was about a candidate; what serves is watched by its live figures.'
where source = 'training' and state not in ('resolved', 'superseded')
  and rule in ('mae_rise', 'r2_low', 'mae_high', 'r2_very_low', 'accuracy_low');`);
  }
}
