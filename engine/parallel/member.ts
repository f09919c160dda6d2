import { parentPort } from 'node:worker_threads';
import { abandon, createCrew, TeamAbandoned } from './crew.ts';
import { teamTasks } from './tasks.ts';
import { type TeamMessage, writeFailure } from './team.ts';

/** The inside of a team's thread. */
parentPort?.on('message', ({ name, input, rank, size, words, failure }: TeamMessage) => {
  const crew = createCrew(words, rank, size);
  try {
    const task = teamTasks[name] as (input: unknown, of: typeof crew) => void;
    task(input, crew);
    crew.barrier();
  } catch (error) {
    if (!(error instanceof TeamAbandoned)) writeFailure(failure, error);
    abandon(words);
  }
});
