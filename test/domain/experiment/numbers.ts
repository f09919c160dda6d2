import {
  type ArmNumbers,
  type GateConfig,
  gateConfig,
  type PhaseNumbers,
} from '../../../domain/experiment/experiment.ts';

/** Decided at day 28 of a phase with 90/10, its outcomes within three days. */
export function config(changes: Partial<GateConfig> = {}): GateConfig {
  return gateConfig('lead_scoring', { attributionDays: 3, phaseDays: 31, maximumDays: 100, ...changes });
}

/** An arm without harm: everybody exposed is mature. */
export function arm(units: number, conversions: number, changes: Partial<ArmNumbers> = {}): ArmNumbers {
  return { exposed: units, units, conversions, optOuts: 0, predictions: units, errors: 0, milliseconds: 2, ...changes };
}

/** Twenty days of 10,000 units with equal rates, an experiment in its first phase. */
export function phase(changes: Partial<PhaseNumbers> = {}): PhaseNumbers {
  return {
    phase: 1,
    challengerShare: 0.1,
    plannedTotal: 100_000,
    phaseDay: 20,
    experimentDay: 20,
    champion: arm(90_000, 4_500),
    challenger: arm(10_000, 500),
    crossed: 0,
    paired: null,
    scores: null,
    weeks: [],
    ...changes,
  };
}
