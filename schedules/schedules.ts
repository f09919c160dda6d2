import {
  type RetentionInput,
  type ScheduledRetrainInput,
  type ScoreDailyInput,
  workflowTypes,
} from '../contract/messages.ts';
import type { MonitorInput, WatchInput } from '../contract/watch-messages.ts';
import { modelNames } from '../domain/models.ts';

/**
 * A schedule as data. The code is authoritative: `reconcileSchedules` makes Temporal match this table, except for an
 * operator's pause and note.
 */
export type ScheduleDefinition = {
  /** Without the installation's name. */
  readonly id: string;
  readonly cron: string;
  /** IANA name: the cron is read in it, daylight saving included. */
  readonly timezone: string;
  /** Firings are spread over this time, so that installations that share a server don't all fire at once. */
  readonly jitter: string;
  /** A firing that was missed while everything was down is made up for within this time. */
  readonly catchupWindow: string;
  readonly workflowType: string;
  readonly input: ScheduledRetrainInput | ScoreDailyInput | RetentionInput | MonitorInput | WatchInput;
  readonly summary: string;
};

export type ScheduleSettings = {
  readonly timezone: string;
  /** See `ScheduledRetrainInput`. */
  readonly minimumChanges: number;
  /** See `MonitorInput`. */
  readonly cooldownDays: number;
};

const weeklyRetrain = 'retrain-weekly';
const dailyRetention = 'retention-daily';
const dailyScores = 'score-daily';
const dailyMonitoring = 'monitor-daily';
const hourlyWatch = 'watch-hourly';

/** The ids of all schedules that this release defines. */
export const scheduleIds = [weeklyRetrain, dailyRetention, dailyScores, dailyMonitoring, hourlyWatch] as const;

export function createSchedules({
  timezone,
  minimumChanges,
  cooldownDays,
}: ScheduleSettings): readonly ScheduleDefinition[] {
  const shared = { timezone, jitter: '30 seconds', catchupWindow: '1 day' };
  const others: readonly ScheduleDefinition[] = [
    {
      ...shared,
      id: weeklyRetrain,
      cron: '0 2 * * 0',
      workflowType: workflowTypes.scheduledRetrain,
      input: { schedule: weeklyRetrain, models: modelNames, minimumChanges },
      summary: `Sunday 02:00 ${timezone}: trains the models whose turn it is and that have something new to learn`,
    },
    {
      ...shared,
      id: dailyRetention,
      cron: '0 3 * * *',
      workflowType: workflowTypes.retention,
      input: {},
      summary: `Daily 03:00 ${timezone}: deletes predictions, steps and exposures that are past their retention`,
    },
    {
      ...shared,
      id: dailyScores,
      cron: '0 4 * * *',
      workflowType: workflowTypes.scoreDaily,
      input: { models: modelNames },
      summary: `Daily 04:00 ${timezone}: the deployed models score every lead and contact worth a prediction`,
    },
    {
      ...shared,
      id: dailyMonitoring,
      cron: '0 5 * * *',
      workflowType: workflowTypes.monitor,
      // 14 days hold each weekday twice, and two weekly cycles after a change nothing before it is left in the window
      input: { models: modelNames, windowDays: 14, cooldownDays },
      summary: `Daily 05:00 ${timezone}: measures how accurate the models are where labels have come, and how far the data has moved`,
    },
  ];
  return [
    ...others,
    {
      ...shared,
      id: hourlyWatch,
      cron: '7 * * * *',
      // a missed watch needs no making up: the next one, an hour later, covers it
      catchupWindow: '10 minutes',
      workflowType: workflowTypes.watch,
      input: { schedules: scheduleIds },
      summary:
        'Hourly, 7 minutes past: finds data that stopped arriving, missed firings, alerts to repeat and stuck mails',
    },
  ];
}
