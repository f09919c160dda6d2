import { decideLive, type Verdict } from './decide-live.ts';
import { decidePaired, pairedDifference } from './decide-paired.ts';
import { daysLeft } from './duration.ts';
import type { ExperimentMode, GateConfig, GateDecision, PhaseNumbers } from './experiment.ts';
import { type Breach, breachedGuardrail } from './guardrails.ts';
import { observedLift } from './live-lift.ts';
import { invalidity, splitP } from './validity.ts';

/**
 * What follows from one look at a phase. In this order: numbers that can't be trusted freeze, harm rolls back, too early goes on,
 * enough evidence promotes, none to be hoped for keeps the champion, and at the end of its days a phase ramps up.
 */
export function decideGate(numbers: PhaseNumbers, config: GateConfig, mode: ExperimentMode): GateDecision {
  const lift = observedLift(numbers, config);
  const paired = mode === 'paired' ? pairedDifference(numbers, config) : null;
  const invalid = invalidity(numbers, config);
  const breach = invalid === null ? breachedGuardrail(numbers, config) : null;
  const verdict =
    outright(invalid, breach) ??
    (mode === 'paired' ? decidePaired(numbers, paired, config) : decideLive(numbers, lift, config));
  return {
    ...verdict,
    sampleRatioP: splitP(numbers),
    lift,
    paired,
    guardrail: breach?.guardrail ?? null,
    daysLeft: daysLeft(numbers, config, mode),
  };
}

function outright(invalid: string | null, breach: Breach | null): Verdict | null {
  if (invalid !== null) return { action: 'invalid', reason: invalid };
  return breach === null ? null : { action: 'roll_back', reason: breach.reason };
}
