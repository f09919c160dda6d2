/** What a person may do to a schedule; who and why is kept on record. */
export const scheduleCommands = ['pause', 'resume', 'trigger'] as const;
export type ScheduleCommandName = (typeof scheduleCommands)[number];

/** missing: no worker has started since it came into the code. */
export const scheduleStates = ['active', 'paused', 'missing'] as const;
export type ScheduleState = (typeof scheduleStates)[number];
