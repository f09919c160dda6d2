import { decideGate } from './decide-gate.ts';
import type { ExperimentMode, GateConfig, GateDecision, PhaseNumbers } from './experiment.ts';

export type ReplayedLook = { readonly numbers: PhaseNumbers; readonly decision: GateDecision };
export type Replay = {
  readonly looks: readonly ReplayedLook[];
  /** The look (from 0) whose decision ends or freezes the experiment; null: still undecided at the last look. */
  readonly endedAt: number | null;
};

/**
 * Decides a past experiment again from the numbers of its looks, in order, until one ends it. After a ramp, the remaining
 * looks of that phase are skipped and the next phase's follow. Looks that were never made can't be replayed.
 */
export function replayExperiment(looks: readonly PhaseNumbers[], config: GateConfig, mode: ExperimentMode): Replay {
  const replayed: ReplayedLook[] = [];
  let ramped: number | null = null;
  for (const [at, numbers] of looks.entries()) {
    if (numbers.phase === ramped) continue;
    const decision = decideGate(numbers, config, mode);
    replayed.push({ numbers, decision });
    if (decision.action === 'ramp') ramped = numbers.phase;
    else if (decision.action !== 'continue') return { looks: replayed, endedAt: at };
  }
  return { looks: replayed, endedAt: null };
}
