import type { ExperimentMode, GateConfig, PhaseNumbers } from './experiment.ts';
import { count } from './wording.ts';

/** Matured exposures must cover the days of a week, or as much as the configuration asks for where that is less. */
const weekDays = 7;

/** Why it is too early for anything but harm, or null. */
export function tooEarly({ phaseDay }: PhaseNumbers, config: GateConfig): string | null {
  if (phaseDay < config.minimumDays)
    return `day ${days(phaseDay)} of the phase, ${count(config.minimumDays)} days are the least`;
  const matured = phaseDay - config.attributionDays;
  const least = Math.min(weekDays, config.minimumDays);
  if (matured < least)
    return `outcomes take ${count(config.attributionDays)} days, so ${days(Math.max(0, matured))} days of exposures are mature and ${count(least)} are needed`;
  return null;
}

/** Pairing uses every subject whatever the share, and a new phase would count anew: its one phase lasts as long as the experiment. */
export function daysLeft({ phaseDay, experimentDay }: PhaseNumbers, config: GateConfig, mode: ExperimentMode): number {
  const ofExperiment = config.maximumDays - experimentDay;
  const ofPhase = mode === 'paired' ? ofExperiment : config.phaseDays - phaseDay;
  return Math.max(0, Math.min(ofExperiment, ofPhase));
}

/** The next phase's share; null after the last. */
export function nextShare({ challengerShare }: PhaseNumbers, config: GateConfig): number | null {
  return config.shares.find((share) => share > challengerShare) ?? null;
}

export function days(value: number): string {
  return String(Math.floor(value));
}
