import { decideLive, type Verdict } from './decide-live.ts';
import { decidePaired, pairedDifference } from './decide-paired.ts';
import { daysLeft } from './duration.ts';
import type { ExperimentMode, GateConfig, GateDecision, PhaseNumbers } from './experiment.ts';
import { type Breach, breachedGuardrail } from './guardrails.ts';
import { observedLift } from './live-lift.ts';
import { invalidity, splitP } from './validity.ts';

/**
 * Decides after one look at a phase, in this order: untrustworthy numbers freeze the experiment; harm rolls it back; before
 * the minimum time it goes on; enough evidence promotes the challenger; a lift out of reach keeps the champion; at the end
 * of its days a phase ramps up.
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
