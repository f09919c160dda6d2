import type { ExperimentOutcome, GateAction } from '../domain/experiment/experiment.ts';
import type { FinishResult } from './step-types.ts';

/** What `abGate` and its steps exchange. */

/** Who changes an experiment, and why: both are recorded. */
export type ExperimentNote = { readonly experimentId: string; readonly actor: string; readonly reason: string };

/** `key`: identifies this one call by the workflow; its retries have the same key. */
export type KeyedNote = ExperimentNote & { readonly key: string };

export type OpenPhaseStep = KeyedNote & { readonly phase: number; readonly challengerShare: number };

export type ClosePhaseStep = KeyedNote & {
  readonly phase: number;
  readonly state: 'running' | 'paused' | 'frozen';
};

export type EndExperimentStep = ExperimentNote & { readonly outcome: ExperimentOutcome };

export type LookStep = { readonly experimentId: string; readonly phase: number; readonly look: number };

export type LookResult = FinishResult & {
  /** superseded: the version that serves is no longer its champion, so there is nothing left to compare with. */
  readonly action: GateAction | 'superseded';
  readonly reason: string;
  /** Markdown for the Web UI. */
  readonly details: string;
  /** The challenger's share in the next phase, when the action is a ramp. */
  readonly nextShare: number | null;
};
