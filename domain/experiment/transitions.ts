import type { ExperimentState } from './experiment.ts';

/**
 * Every change of an experiment, by the event that records it: from which states, and to which. The store refuses all
 * others. `ended` stands for each of the outcomes.
 */
export const experimentChanges = {
  started: { from: ['waiting'], to: 'running' },
  phase_started: { from: ['running'], to: 'running' },
  /** For a washout before the next phase. */
  phase_closed: { from: ['running'], to: 'running' },
  paused: { from: ['running'], to: 'paused' },
  gate_invalid: { from: ['running'], to: 'frozen' },
  resumed: { from: ['paused', 'frozen'], to: 'running' },
  ended: { from: ['waiting', 'running', 'paused', 'frozen'], to: 'ended' },
} as const satisfies Record<string, { readonly from: readonly ExperimentState[]; readonly to: ExperimentState }>;
export type ExperimentChange = keyof typeof experimentChanges;

/** An experiment in one of these states is under way: a model has at most one. */
export const underWayStates = ['running', 'paused', 'frozen'] as const satisfies readonly ExperimentState[];

/**
 * The standings of the gate's workflow. between: no experiment is under way. washout: the champion serves everybody until
 * the next phase.
 */
export const gateStandings = ['between', 'opening', 'running', 'washout', 'paused', 'frozen'] as const;
export type GateStanding = (typeof gateStandings)[number];

/** The standings that may follow each. `between` leads to `running` when the workflow continues as new in a phase. */
export const gateTransitions: Readonly<Record<GateStanding, readonly GateStanding[]>> = {
  between: ['opening', 'running'],
  /** Again: a challenger came since the slot was found empty. */
  opening: ['opening', 'between', 'running', 'washout', 'paused', 'frozen'],
  running: ['running', 'washout', 'paused', 'frozen', 'opening'],
  washout: ['running', 'paused', 'opening'],
  paused: ['paused', 'washout', 'opening'],
  frozen: ['frozen', 'paused', 'washout', 'opening'],
};

/** What a person may ask of the gate. */
export const gateCommandNames = ['promote', 'rollBack', 'pause', 'resume'] as const;
export type GateCommand = (typeof gateCommandNames)[number];

/**
 * The standings in which each command is possible. `opening`: an experiment may be under way in a moment, and the command
 * waits for it.
 */
export const gateCommands: Readonly<Record<GateStanding, readonly GateCommand[]>> = {
  between: [],
  opening: ['promote', 'rollBack', 'pause'],
  running: ['promote', 'rollBack', 'pause'],
  washout: ['promote', 'rollBack', 'pause'],
  paused: ['promote', 'rollBack', 'resume'],
  frozen: ['promote', 'rollBack', 'resume'],
};

/** The commands that an experiment in this state takes. */
export function commandsOn(state: ExperimentState): readonly GateCommand[] {
  return state === 'waiting' || state === 'ended' ? [] : gateCommands[state];
}
