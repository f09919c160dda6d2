import type { ExperimentOutcome, GateAction } from '../domain/experiment/experiment.ts';
import type { FinishResult } from './step-types.ts';

/** What passes between `abGate` and its steps. */

/** Who changes an experiment, and why: both are kept on record. */
export type ExperimentNote = { readonly experimentId: string; readonly actor: string; readonly reason: string };

/** `key`: of this one call by the workflow, the same for its retries. */
export type KeyedNote = ExperimentNote & { readonly key: string };

export type OpenPhaseStep = KeyedNote & { readonly phase: number; readonly challengerShare: number };

export type ClosePhaseStep = KeyedNote & {
  readonly phase: number;
  readonly state: 'running' | 'paused' | 'frozen';
};

export type EndExperimentStep = ExperimentNote & { readonly outcome: ExperimentOutcome };

export type LookStep = { readonly experimentId: string; readonly phase: number; readonly look: number };

export type LookResult = FinishResult & {
  /** superseded: another version than its champion serves, so there is nothing left to compare with. */
  readonly action: GateAction | 'superseded';
  readonly reason: string;
  /** Markdown for the Web UI. */
  readonly details: string;
  /** Of the challenger in the next phase, for a ramp. */
  readonly nextShare: number | null;
};
