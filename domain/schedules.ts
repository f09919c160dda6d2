/** What a person may do to a schedule; who did it and why is recorded. */
export const scheduleCommands = ['pause', 'resume', 'trigger'] as const;
export type ScheduleCommandName = (typeof scheduleCommands)[number];

/** missing: no worker has started since the schedule was added to the code. */
export const scheduleStates = ['active', 'paused', 'missing'] as const;
export type ScheduleState = (typeof scheduleStates)[number];
