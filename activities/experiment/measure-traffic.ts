import { useLabelSettings } from '../../control/label-settings.ts';
import { readArrived } from '../../control/read-gaps.ts';
import type { GateConfig } from '../../domain/experiment/experiment.ts';
import type { Traffic } from '../../domain/experiment/plan-experiment.ts';
import type { ModelName } from '../../domain/models.ts';
import { outcomeDefinition, trafficQuery } from '../../models/queries/outcome-query.ts';
import { readSets } from '../../store/training/read-sets.ts';
import type { ActivityDependencies, ActivitySettings } from '../dependencies.ts';

/** Four weeks, which hold each weekday equally often. */
const measuredDays = 28;

/**
 * The traffic that an experiment can expect if it starts now. It is measured over four weeks of exposures whose outcomes are
 * known by now, because their windows were over when the business's data last came. Units and conversions are defined as in the
 * later decision. Source:
 *
 * - the log of predictions if it is old enough: a subject counts from its first prediction in those weeks;
 * - otherwise the CRM: new leads; contacts active in the previous 90 days, each predicted once; contacts that got a message.
 *
 * A contact is one unit per phase, so an active base of N contacts brings N units in four weeks, or N / 28 a day.
 */
export async function measureTraffic(
  {
    database,
    settings,
  }: Pick<ActivityDependencies, 'database'> & { readonly settings: Pick<ActivitySettings, 'leadLabels'> },
  { model, config, now }: { readonly model: ModelName; readonly config: GateConfig; readonly now: Date },
): Promise<Traffic> {
  const { dayMs, attributionDays } = config;
  const { until: known } = await readArrived(database, now);
  const until = new Date(known.getTime() - (attributionDays + outcomeDefinition(model).waitDays) * dayMs);
  const from = new Date(until.getTime() - measuredDays * dayMs);
  const { units, conversions } = await readSets(database, async (client) => {
    await useLabelSettings(client, { attributionDays: settings.leadLabels.attributionDays });
    const logged = await client.query('select from predictions where model = $1 and created_at <= $2 limit 1', [
      model,
      from,
    ]);
    const { rows } = await client.query<{ units: number; conversions: number }>(
      trafficQuery(model, logged.rowCount === 0 ? 'crm' : 'predictions'),
      [known, `${dayMs} milliseconds`, `${dayMs * attributionDays} milliseconds`, from, until, model],
    );
    return rows[0];
  });
  return { unitsPerDay: units / measuredDays, baseRate: units === 0 ? null : conversions / units };
}
