/**
 * What counts as degraded. A limit is the guide's figure, a multiple of the observation's baseline, or `own`: the worse end of
 * the interval that the version reached in its own evaluation. `worse` says on which
 * side of it a value is bad; metrics that are worse below are at most 1. Events (such as a failed training) are rules too:
 * their metric is 1 while the event lasts, otherwise 0.
 */
export type AlertRule = {
  readonly id: string;
  readonly metric: string;
  readonly worse: 'above' | 'below';
  readonly limit: number | 'own' | { readonly timesBaseline: number };
  /** One of the guide's absolute limits. They are made for ratings: a model that never met one isn't held against it. */
  readonly guide?: true;
  /** The guide's rule that this one stands in for, where the model never met that; elsewhere it doesn't apply. */
  readonly insteadOf?: string;
  /** It is shown as long as it holds, and never fires. */
  readonly note?: true;
  /**
   * What the whole interval must be beyond for one window to be evidence by itself; left out: the limit. It is for a figure that wobbles by
   * more than its interval tells.
   */
  readonly provenAt?: number;
  /** A leading sign: it says sooner than the other figures that something changed, and has nothing trained by itself. */
  readonly early?: true;
  /** Whether people are mailed; the others show in API, CLI and dashboard only. */
  readonly mails: boolean;
  /** Rules of one cause share an incident; left out: the rule is a cause of its own. */
  readonly cause?: 'performance';
  /** Recovered windows in a row that end an incident. */
  readonly resolveAfter: number;
  /** Completes 'lead scoring model: ...'. */
  readonly title: string;
};

const drifts = { resolveAfter: 2 } as const;
const limit = { ...drifts, cause: 'performance' } as const;
const guide = { ...limit, guide: true } as const;
const itself = { ...limit, limit: 'own', mails: true } as const;
const event = { worse: 'above', limit: 0.5, mails: true, resolveAfter: 1 } as const;

export const alertRules: readonly AlertRule[] = [
  {
    ...limit,
    id: 'mae_rise',
    metric: 'mae',
    worse: 'above',
    limit: { timesBaseline: 1.2 },
    mails: false,
    title: "MAE is more than 20% above the champion's",
  },
  { ...guide, id: 'r2_low', metric: 'r2', worse: 'below', limit: 0.75, mails: false, title: 'R² is below 0.75' },
  { ...guide, id: 'mae_high', metric: 'mae', worse: 'above', limit: 15, mails: true, title: 'MAE is above 15' },
  { ...guide, id: 'r2_very_low', metric: 'r2', worse: 'below', limit: 0.7, mails: true, title: 'R² is below 0.70' },
  {
    ...guide,
    id: 'accuracy_low',
    metric: 'accuracy',
    worse: 'below',
    limit: 0.7,
    mails: true,
    title: 'accuracy is below 70%',
  },
  {
    ...itself,
    id: 'mae_own',
    metric: 'mae',
    worse: 'above',
    insteadOf: 'mae_high',
    title: 'MAE is worse than in its own evaluation',
  },
  {
    ...itself,
    id: 'r2_own',
    metric: 'r2',
    worse: 'below',
    insteadOf: 'r2_very_low',
    title: 'R² is worse than in its own evaluation',
  },
  {
    ...itself,
    id: 'accuracy_own',
    metric: 'accuracy',
    worse: 'below',
    insteadOf: 'accuracy_low',
    title: 'accuracy is worse than in its own evaluation',
  },
  // R² is the gain over predicting the mean; skill is the same for probabilities
  {
    ...{ ...limit, id: 'r2_nothing', metric: 'r2', worse: 'below', limit: 0, mails: true, insteadOf: 'r2_very_low' },
    title: 'its scores are worse than knowing nothing',
  },
  {
    ...{
      ...limit,
      id: 'skill_nothing',
      metric: 'skill',
      worse: 'below',
      limit: 0,
      mails: true,
      insteadOf: 'accuracy_low',
    },
    title: 'its probabilities are worse than knowing nothing',
  },
  {
    // of 1,500 simulated spans of 60 days in which nothing changed, looked at daily, three in a thousand reached 5.3
    ...{ ...limit, id: 'errors_rise', metric: 'error_shift', worse: 'above', limit: 5.5, mails: true, early: true },
    title: 'its newest answers are further off than in its own evaluation',
  },
  {
    ...{ ...event, id: 'below_target', metric: 'below_target', mails: false, note: true },
    title: "it is below the guide's target, which it never met",
  },
  {
    ...{ ...drifts, id: 'drift', metric: 'psi', worse: 'above', limit: 0.25, mails: true },
    // a week of fifty leads had 1.42, 0.51 of it beyond chance, and the next week nothing
    provenAt: 1,
    title: 'the data has drifted',
  },
  { ...event, id: 'no_data', metric: 'no_data', title: 'there is no data to go by' },
  { ...event, id: 'feed_changed', metric: 'feed_changed', title: 'part of the data is not as it was' },
  { ...event, id: 'source_failing', metric: 'source_failing', title: 'a source of data can not be read' },
  { ...event, id: 'training_failed', metric: 'training_failed', title: 'training failed' },
  { ...event, id: 'schedule_missed', metric: 'schedule_missed', title: 'a scheduled run was missed' },
  { ...event, id: 'disk_low', metric: 'disk_low', title: 'the disk is almost full' },
  { ...event, id: 'gate_invalid', metric: 'gate_invalid', title: 'the experiment is invalid and stands still' },
  {
    ...event,
    id: 'gate_unattended',
    metric: 'gate_unattended',
    title: 'nobody looks at the experiment, so the champion serves all',
  },
];

export function findRule(id: string): AlertRule | undefined {
  return alertRules.find((rule) => rule.id === id);
}

/** Whether the rule watches something that happens, rather than a figure. */
export function isEvent(rule: AlertRule): boolean {
  return rule.metric === rule.id;
}
