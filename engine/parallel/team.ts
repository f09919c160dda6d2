import { Worker } from 'node:worker_threads';
import { EngineError } from '../engine-error.ts';
import { abandon, type Crew, control, createAlone, createCrew, TeamAbandoned } from './crew.ts';
import { type TeamTaskName, type TeamTasks, teamTasks } from './tasks.ts';

/**
 * Threads that help the calling one with one big fit. They are started once, because starting a thread takes some 50 ms,
 * and do one task at a time. The caller works with them and blocks until all are done, so call this on a worker thread or in
 * a command.
 */
export type Team = {
  /** Number of threads, including the caller. */
  readonly size: number;
  /**
   * Runs the task on every thread. The other threads get a structured clone of the input, so they write what they find to
   * shared memory. `local` is for the calling thread alone, whose result is returned.
   * @throws what the task throws on the calling thread, or EngineError `invalid_input` with the message of another thread's error.
   */
  run<Name extends TeamTaskName>(
    name: Name,
    input: Parameters<TeamTasks[Name]>[0],
    local?: Parameters<TeamTasks[Name]>[2],
  ): ReturnType<TeamTasks[Name]>;
  close(): Promise<void>;
};

export type TeamMessage = {
  readonly name: TeamTaskName;
  readonly input: unknown;
  readonly rank: number;
  readonly size: number;
  readonly words: Int32Array;
  /** A failing thread's message, UTF-8: its length, then its bytes. */
  readonly failure: Uint8Array;
};

type TeamTask<Name extends TeamTaskName> = (
  input: Parameters<TeamTasks[Name]>[0],
  crew: Crew,
  local?: Parameters<TeamTasks[Name]>[2],
) => ReturnType<TeamTasks[Name]>;

/** The same for a caller that may have no team. */
export function runWith<Name extends TeamTaskName>(
  team: Team | undefined,
  name: Name,
  input: Parameters<TeamTasks[Name]>[0],
  local?: Parameters<TeamTasks[Name]>[2],
): ReturnType<TeamTasks[Name]> {
  if (team !== undefined) return team.run(name, input, local);
  return (teamTasks[name] as TeamTask<Name>)(input, createAlone(), local);
}

const failureBytes = 1024;

/** @param size threads including the caller, 1 or more. */
export function createTeam(size: number): Team {
  const members = Array.from({ length: size - 1 }, () => {
    const member = new Worker(new URL('./member.ts', import.meta.url));
    // The team must not keep a command from ending.
    member.unref();
    return member;
  });

  return {
    size,
    run(name, input, local) {
      const task = teamTasks[name] as TeamTask<typeof name>;
      if (size === 1) return task(input, createAlone(), local);
      const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
      const failure = new Uint8Array(new SharedArrayBuffer(failureBytes));
      members.forEach((member, index) => {
        member.postMessage({ name, input, rank: index + 1, size, words, failure } satisfies TeamMessage);
      });
      const crew = createCrew(words, 0, size);
      try {
        const result = task(input, crew, local);
        crew.barrier();
        return result;
      } catch (error) {
        abandon(words);
        const length = failure[0] * 256 + failure[1];
        if (length === 0 || !(error instanceof TeamAbandoned)) throw error;
        throw new EngineError(
          'invalid_input',
          `A thread failed: ${new TextDecoder().decode(failure.slice(2, 2 + length))}.`,
          'Train with one thread to see the whole error.',
        );
      }
    },
    async close() {
      await Promise.all(members.map((member) => member.terminate()));
    },
  };
}

/** Writes the error's message where the calling thread reads it, cut off at `failureBytes`. */
export function writeFailure(failure: Uint8Array, error: unknown): void {
  const text = new TextEncoder().encode(error instanceof Error ? error.message : String(error));
  const length = Math.min(text.length, failureBytes - 2);
  failure.set(text.subarray(0, length), 2);
  failure[0] = length >> 8;
  failure[1] = length & 255;
}
