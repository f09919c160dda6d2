import type { ExperimentMode, GateConfig, PhaseNumbers } from './experiment.ts';
import { count } from './wording.ts';

/** Matured exposures must cover a whole week, or the configured minimum where that is shorter. */
const weekDays = 7;

/** Why it is too early to decide anything but harm, or null. */
export function tooEarly({ phaseDay }: PhaseNumbers, config: GateConfig): string | null {
  if (phaseDay < config.minimumDays)
    return `day ${days(phaseDay)} of the phase, the minimum is ${count(config.minimumDays)} days`;
  const matured = phaseDay - config.attributionDays;
  const least = Math.min(weekDays, config.minimumDays);
  if (matured < least)
    return `outcomes take ${count(config.attributionDays)} days, so ${days(Math.max(0, matured))} days of exposures are mature; ${count(least)} are needed`;
  return null;
}

/**
 * Days until the phase ends, 0 or more. Pairing uses every subject whatever the share, and a new phase would start counting
 * again, so a paired experiment has one phase that lasts as long as it.
 */
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
