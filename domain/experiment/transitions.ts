import type { ExperimentState } from './experiment.ts';

/**
 * Everything that may happen to an experiment, by the event that records it: from which states, and where it leads. The store refuses
 * the rest. `ended` stands for each of the outcomes.
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

/** Where the gate's workflow stands. between: no experiment is under way. washout: the champion serves all until the next phase. */
export const gateStandings = ['between', 'opening', 'running', 'washout', 'paused', 'frozen'] as const;
export type GateStanding = (typeof gateStandings)[number];

/** Where the gate may go from each standing. From `between` it goes to `running` when it continues as new in a phase. */
export const gateTransitions: Readonly<Record<GateStanding, readonly GateStanding[]>> = {
  between: ['opening', 'running'],
  /** Again: a challenger came since the slot was found empty. */
  opening: ['opening', 'between', 'running', 'paused', 'frozen'],
  running: ['running', 'washout', 'paused', 'frozen', 'opening'],
  washout: ['running', 'paused', 'opening'],
  paused: ['paused', 'washout', 'opening'],
  frozen: ['frozen', 'paused', 'washout', 'opening'],
};

/** What a person may ask of the gate. */
export type GateCommand = 'promote' | 'rollBack' | 'pause' | 'resume';

/** Which command is possible when. `opening`: an experiment may be under way in a moment, and the command waits for it. */
export const gateCommands: Readonly<Record<GateStanding, readonly GateCommand[]>> = {
  between: [],
  opening: ['promote', 'rollBack', 'pause'],
  running: ['promote', 'rollBack', 'pause'],
  washout: ['promote', 'rollBack', 'pause'],
  paused: ['promote', 'rollBack', 'resume'],
  frozen: ['promote', 'rollBack', 'resume'],
};
