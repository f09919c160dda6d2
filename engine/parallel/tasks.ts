import type { Crew } from './crew.ts';

/** Everything that the threads of a team can do. Tasks are synchronous; each thread calls the same one. */
export const teamTasks = {} as const satisfies Record<string, (input: never, crew: Crew) => void>;

export type TeamTasks = typeof teamTasks;
export type TeamTaskName = keyof TeamTasks;
