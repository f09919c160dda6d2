/**
 * A retrain covers one or more models, one after the other; each model has its run. Both move only forwards:
 *
 *   running -> completed | failed | cancelled
 *
 * A completed run has an outcome. A run is closed exactly once; reconciliation closes rows whose workflow ended without
 * reporting it.
 */
export const runStates = ['running', 'completed', 'failed', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  running: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** in_gate: an experiment on live traffic decides. */
export const runOutcomes = ['deployed', 'champion_kept', 'in_gate'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** degradation: monitoring found that a deployed model had degraded. */
export const runTriggers = ['cli', 'api', 'schedule', 'degradation', 'demo'] as const;
export type RunTrigger = (typeof runTriggers)[number];

/** The stages in order, each with the share of a run's progress (percent) that it fills. */
export const stages = [
  { name: 'extract', until: 10, doing: 'Preparing training data' },
  { name: 'validate', until: 15, doing: 'Checking data quality' },
  { name: 'train', until: 80, doing: 'Training' },
  { name: 'evaluate', until: 90, doing: 'Evaluating on the holdout' },
  { name: 'gate', until: 95, doing: 'Comparing with the champion' },
  { name: 'deploy', until: 100, doing: 'Deploying' },
] as const;
export type StageName = (typeof stages)[number]['name'];

/** Percent of a whole run when `share` (0-1) of the stage's work is done. */
export function progressOf(stage: StageName, share: number): number {
  const at = stages.findIndex((each) => each.name === stage);
  const from = at === 0 ? 0 : (stages[at - 1]?.until ?? 0);
  const until = stages[at]?.until ?? 100;
  return Math.round(from + (until - from) * Math.min(1, Math.max(0, share)));
}
