import { useLabelSettings } from '../../control/label-settings.ts';
import { readArrived } from '../../control/read-gaps.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { Arm, ArmNumbers, PhaseNumbers } from '../../domain/experiment/experiment.ts';
import { populationStability, populationStabilityNoise } from '../../domain/statistics/population-stability.ts';
import { phaseQuery } from '../../models/queries/outcome-query.ts';
import {
  type ArmExposures,
  type ArmPredictions,
  countExposures,
  countPredictions,
  countScores,
  type PhaseAt,
  type ScoreBin,
} from '../../store/experiments/arm-traffic.ts';
import { readExperiment, readPhases } from '../../store/experiments/experiments.ts';
import { readSets } from '../../store/training/read-sets.ts';
import type { ActivityDependencies, ActivitySettings } from '../dependencies.ts';

/** With fewer units per arm, deciles say little. */
const minimumScores = 200;

/**
 * All numbers of a phase as of a moment, read in one transaction; outcomes as far as the business's data have come. A later call for
 * the same moment returns the same numbers, except for rows that arrived late.
 */
export async function readPhaseNumbers(
  {
    database,
    settings,
  }: Pick<ActivityDependencies, 'database'> & { readonly settings: Pick<ActivitySettings, 'leadLabels'> },
  at: PhaseAt,
): Promise<PhaseNumbers> {
  const { model, config, startedAt } = await readExperiment(database, at.experimentId);
  const phase = (await readPhases(database, at.experimentId)).find(({ number }) => number === at.phase);
  if (phase === undefined) throw unknownPhase(at);
  const { dayMs, attributionDays } = config;
  // of a business that imports once a week, nobody knows yet what happened since its last import
  const { until } = await readArrived(database, at.now);
  const parameters = [
    until,
    milliseconds(dayMs),
    milliseconds(dayMs * attributionDays),
    at.experimentId,
    at.phase,
    phase.startedAt,
  ];
  const read = await readSets(database, async (client) => {
    await useLabelSettings(client, { attributionDays: settings.leadLabels.attributionDays });
    return {
      ...(await client.query<Matured>(phaseQuery(model), parameters)).rows[0],
      exposures: await countExposures(client, at),
      predictions: await countPredictions(client, at),
      scores: await countScores(client, at),
    };
  });
  const { cohorts = [], paired, exposures, predictions, scores } = read;
  const daysSince = (moment: Date) => (at.now.getTime() - moment.getTime()) / dayMs;
  const arm = (name: Arm) => armNumbers(name, exposures, predictions, cohorts);
  return {
    phase: at.phase,
    challengerShare: phase.challengerShare,
    plannedTotal: phase.plannedTotal,
    phaseDay: daysSince(phase.startedAt),
    experimentDay: daysSince(startedAt ?? phase.startedAt),
    champion: arm('champion'),
    challenger: arm('challenger'),
    crossed: exposures.reduce((sum, { crossed }) => sum + crossed, 0),
    paired: pairedNumbers(paired),
    scores: compareScores(scores),
    weeks: weeksOf(cohorts),
  };
}

/** A row of `phaseQuery`. */
type Matured = { readonly cohorts: readonly Cohort[]; readonly paired: Paired };
type Cohort = {
  readonly arm: Arm;
  readonly week: number;
  readonly units: number;
  readonly conversions: number;
  readonly optOuts: number;
};
/** With a single unit there is a mean but no standard deviation. */
type Paired = { readonly units: number; readonly mean: number | null; readonly standardDeviation: number | null };

function armNumbers(
  name: Arm,
  exposures: readonly ArmExposures[],
  predictions: readonly ArmPredictions[],
  cohorts: readonly Cohort[],
): ArmNumbers {
  const served = predictions.find(({ arm }) => arm === name);
  return {
    exposed: exposures.find(({ arm }) => arm === name)?.exposed ?? 0,
    ...totals(name, cohorts),
    optOuts: cohorts.reduce((sum, { arm, optOuts }) => sum + (arm === name ? optOuts : 0), 0),
    predictions: served?.predictions ?? 0,
    errors: served?.errors ?? 0,
    milliseconds: served?.milliseconds ?? null,
  };
}

function totals(name: Arm, cohorts: readonly Cohort[]): { readonly units: number; readonly conversions: number } {
  let [units, conversions] = [0, 0];
  for (const cohort of cohorts) {
    if (cohort.arm !== name) continue;
    units += cohort.units;
    conversions += cohort.conversions;
  }
  return { units, conversions };
}

function pairedNumbers(paired: Paired | undefined): PhaseNumbers['paired'] {
  if (paired === undefined || paired.mean === null || paired.standardDeviation === null) return null;
  return { units: paired.units, mean: paired.mean, standardDeviation: paired.standardDeviation };
}

function compareScores(bins: readonly ScoreBin[]): PhaseNumbers['scores'] {
  const champion = bins.map((bin) => bin.champion);
  const challenger = bins.map((bin) => bin.challenger);
  const [units, otherUnits] = [champion, challenger].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  if (units < minimumScores || otherUnits < minimumScores) return null;
  return {
    psi: populationStability(champion, challenger),
    noise: populationStabilityNoise(bins.length, units, otherUnits),
  };
}

/** Weeks count from 0. */
function weeksOf(cohorts: readonly Cohort[]): PhaseNumbers['weeks'] {
  return [...Map.groupBy(cohorts, ({ week }) => week)].map(([week, ofWeek]) => ({
    week,
    champion: totals('champion', ofWeek),
    challenger: totals('challenger', ofWeek),
  }));
}

/** An interval for PostgreSQL, in milliseconds and not in days, so that daylight saving doesn't change its length. */
function milliseconds(length: number): string {
  return `${length} milliseconds`;
}

function unknownPhase({ experimentId, phase }: PhaseAt): PerennialError {
  return new PerennialError(
    'experiment_not_found',
    `Experiment "${experimentId}" has no phase ${phase}.`,
    'npx perennial gate list shows experiments with their phases.',
    { experimentId, phase },
  );
}
