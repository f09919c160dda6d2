import { defaultLimits } from '../domain/limits.ts';
import { modelNames } from '../domain/models.ts';
import { type MonitorInput, type ScheduledRetrainInput, type ScoreDailyInput, workflowTypes } from '../workflows/messages.ts';

/** A schedule as data. Code is authoritative: `reconcileSchedules` makes Temporal match this table, but an operator's pause stays. */
export type ScheduleDefinition = {
  readonly id: string;
  readonly cron: string;
  readonly timezone: string;
  readonly workflowType: string;
  readonly input: ScheduledRetrainInput | ScoreDailyInput | MonitorInput;
  /** A firing missed while everything was down is made up for within this time. */
  readonly catchupWindow: string;
  readonly summary: string;
};

export const schedules: readonly ScheduleDefinition[] = [
  {
    id: 'retrain-weekly',
    cron: '0 2 * * 0',
    timezone: 'UTC',
    workflowType: workflowTypes.scheduledRetrain,
    input: { models: modelNames, limits: defaultLimits },
    catchupWindow: '1 day',
    summary: 'Sunday 02:00 UTC: all models, unless a run is under way',
  },
  {
    id: 'score-daily',
    cron: '0 4 * * *',
    timezone: 'UTC',
    workflowType: workflowTypes.scoreDaily,
    input: { models: modelNames, limits: defaultLimits },
    catchupWindow: '1 day',
    summary: 'Daily 04:00 UTC: every lead and contact worth a prediction, by the deployed models',
  },
  {
    id: 'monitor-daily',
    cron: '0 5 * * *',
    timezone: 'UTC',
    workflowType: workflowTypes.monitor,
    // each day of the week as often, and after two weekly cycles nothing in it is older than a change
    input: { models: modelNames, windowDays: 14, limits: defaultLimits },
    catchupWindow: '1 day',
    summary: 'Daily 05:00 UTC: how right the models are where labels have come, and how far the data has moved',
  },
];
