import type { GateConfig } from '../../domain/experiment/experiment.ts';
import type { Traffic } from '../../domain/experiment/plan-experiment.ts';
import type { ModelName } from '../../domain/models.ts';
import { outcomeDefinition, trafficQuery } from '../../models/queries/outcome-query.ts';
import { readSets } from '../../store/training/read-sets.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** Four weeks: every day of the week as often. */
const measuredDays = 28;

/**
 * What traffic an experiment that starts now may expect, from the last four weeks of exposures whose outcome is known by now (their
 * windows are over), by the same definition of units and conversions that will decide it:
 *
 * - from the log of predictions where it reaches back so far: a subject counts from its first prediction in those weeks;
 * - else from the CRM: leads that came; contacts active in the 90 days before, each predicted once; contacts that were sent a message.
 *
 * A contact is a unit once a phase, so an active base of N contacts brings N units in four weeks, N / 28 a day.
 */
export async function measureTraffic(
  { database }: Pick<ActivityDependencies, 'database'>,
  { model, config, now }: { readonly model: ModelName; readonly config: GateConfig; readonly now: Date },
): Promise<Traffic> {
  const { dayMs, attributionDays } = config;
  const until = new Date(now.getTime() - (attributionDays + outcomeDefinition(model).waitDays) * dayMs);
  const from = new Date(until.getTime() - measuredDays * dayMs);
  const { units, conversions } = await readSets(database, async (client) => {
    const logged = await client.query('select from predictions where model = $1 and created_at <= $2 limit 1', [
      model,
      from,
    ]);
    const { rows } = await client.query<{ units: number; conversions: number }>(
      trafficQuery(model, logged.rowCount === 0 ? 'crm' : 'predictions'),
      [now, `${dayMs} milliseconds`, `${dayMs * attributionDays} milliseconds`, from, until, model],
    );
    return rows[0];
  });
  return { unitsPerDay: units / measuredDays, baseRate: units === 0 ? null : conversions / units };
}
