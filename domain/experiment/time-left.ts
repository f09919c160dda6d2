import type { ModelName } from '../models.ts';
import type { ExperimentPlan, GateConfig } from './experiment.ts';
import { modelUnits } from './units.ts';
import { count } from './wording.ts';

export type TimeLeft = {
  /** Until enough is expected to be known, at the traffic that was planned with; 0: any day now. */
  readonly likelyDays: number;
  /** Until it ends whatever is known by then. */
  readonly longestDays: number;
  /** Such as '7 leads a day: about six weeks until enough is known, 20 weeks at most.' */
  readonly sentence: string;
};

/** Shorter than a week of exposures says nothing of the other weekdays. */
const weekDays = 7;

/** How long an experiment that runs may still take. */
export function timeLeft(
  model: ModelName,
  config: GateConfig,
  plan: Pick<ExperimentPlan, 'mode' | 'unitsPerDay' | 'neededDays'>,
  experimentDay: number,
): TimeLeft {
  const longestDays = Math.max(0, config.maximumDays - experimentDay);
  const needed = Math.min(config.maximumDays, neededDays(config, plan));
  const likelyDays = Math.max(0, needed - experimentDay);
  const traffic = `${count(plan.unitsPerDay)} ${modelUnits[model].many} a day`;
  const longest = `${spanInWords(longestDays)} at most`;
  return {
    likelyDays,
    longestDays,
    sentence:
      likelyDays < 1
        ? `${traffic}: it may be decided any day, in ${longest}.`
        : `${traffic}: about ${spanInWords(likelyDays)} until enough is known, ${longest}.`,
  };
}

/** Live: as planned. Paired: the first day on which the smallest sample can be mature. */
function neededDays(
  { minimumDays, attributionDays, maximumDays, paired }: GateConfig,
  { mode, unitsPerDay, neededDays: planned }: Pick<ExperimentPlan, 'mode' | 'unitsPerDay' | 'neededDays'>,
): number {
  const least = Math.max(minimumDays, attributionDays + Math.min(weekDays, minimumDays));
  if (mode === 'live') return Math.max(least, planned ?? maximumDays);
  return Math.max(least, unitsPerDay > 0 ? attributionDays + paired.minimumUnits / unitsPerDay : maximumDays);
}

const numbers = [
  ...['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
];

/** 44 -> six weeks. Nobody plans by the day what is weeks away. */
export function spanInWords(days: number): string {
  const whole = Math.max(1, Math.round(days));
  if (whole < 14) return amount(whole, 'day');
  return amount(Math.round(days / weekDays), 'week');
}

function amount(value: number, unit: string): string {
  return `${numbers[value] ?? value} ${unit}${value === 1 ? '' : 's'}`;
}
