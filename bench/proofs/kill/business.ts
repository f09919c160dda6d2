import type { Blobs } from '../../../store/artifacts/blobs.ts';
import type { Database } from '../../../store/database/database.ts';
import { deployRandom } from '../../../test/activities/monitor-rows.ts';
import { openHistory } from '../../../test/serving/random-model.ts';

export const monitoredModels = ['lead_scoring', 'churn'] as const;

/** When the given day's monitoring is asked for, ISO 8601. */
export function dayOf(day: number): string {
  return new Date(Date.UTC(2026, 5, 1 + day, 5)).toISOString();
}

/** Two bad days, two good ones, and so on: incidents fire, are repeated, are resolved and fire anew. */
const isBad = 'mod(day + 400, 4) < 2';
const subjectsADay = 60;
/** Days before the first and after the last: none is without data. */
const margin = 45;

/**
 * Deployed models whose predictions become known day by day, 60 a day: an accuracy near 100% or near 25%, scores 3 or 30 points off.
 * Both horizons are 30 days; a lead is scored 48 hours after it came.
 */
export async function openBusiness(database: Database, blobs: Blobs, days: number): Promise<void> {
  await openHistory(database);
  for (const model of monitoredModels) await deployRandom(database, blobs, model);
  // the answer to an earlier degradation, so that all the others fall into its cool-down
  await database.query(`update retrains set trigger = 'degradation'`);
  await database.query(`update runs set state = 'completed', outcome = 'deployed', finished_at = started_at`);
  const subjects = `from generate_series($2::int, $3::int) as day, generate_series(1, $4::int) as n,
    lateral (select $1::timestamptz + (day - 30.5) * interval '24 hours' as answered_at, 'c' || day || '-' || n as subject) as s`;
  const parameters = [dayOf(0), -margin, days + margin, subjectsADay];
  for (const statement of [
    `insert into contacts (external_id, created_at, country)
     select subject, answered_at - interval '60 days', case when n % 2 = 0 then 'DE' else 'FR' end ${subjects}`,
    // in the population of churn; every second one stays
    `insert into messages (external_id, contact_id, direction, sent_at)
     select subject || moment.name, c.id, 'inbound', answered_at + moment.after ${subjects}
     join contacts as c on c.external_id = subject
     cross join (values ('/before', interval '-10 days'), ('/after', interval '10 days')) as moment (name, after)
     where moment.name = '/before' or n % 2 = 0`,
    `insert into predictions (id, model, subject, version_id, value, model_output, confidence, features, milliseconds, created_at)
     select gen_random_uuid(), 'churn', subject, champion.version_id, output, output, 0.8, '{}', 1, answered_at ${subjects}
     join champions as champion on champion.model = 'churn'
     cross join lateral (
       select case when (n % 2 = 1) = (n % 4 = 1 or not ${isBad}) then 0.9 else 0.1 end as output) as o`,
    `insert into leads (external_id, contact_id, created_at, score)
     select subject, c.id, answered_at - interval '48 hours', 35 + n % 30 ${subjects} join contacts as c on c.external_id = subject`,
    `insert into predictions (id, model, subject, version_id, value, model_output, confidence, features, milliseconds, created_at)
     select gen_random_uuid(), 'lead_scoring', subject, champion.version_id, output, output, 0.5, '{}', 1, answered_at + interval '1 hour' ${subjects}
     join champions as champion on champion.model = 'lead_scoring'
     cross join lateral (
       select 35 + n % 30 + (case when n % 2 = 0 then 1 else -1 end) * (case when ${isBad} then 30 else 3 end) as output) as o`,
  ]) {
    await database.query(statement, parameters);
  }
}
