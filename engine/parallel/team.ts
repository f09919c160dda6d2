import { Worker } from 'node:worker_threads';
import { EngineError } from '../engine-error.ts';
import { abandon, control, createAlone, createCrew } from './crew.ts';
import { type TeamTaskName, type TeamTasks, teamTasks } from './tasks.ts';

/**
 * Threads that help the calling one with one big fit. They are started once, for a thread takes some 50 ms to start, and do one
 * task at a time; the caller works with them and blocks until all are done, hence it belongs on a thread of its own or in a command.
 */
export type Team = {
  /** The caller included. */
  readonly size: number;
  /**
   * Runs the task on every thread. The input is a structured clone: results come back through SharedArrayBuffers in it.
   * @throws what the task throws on the calling thread, or EngineError `invalid_input` with the message of another thread's error.
   */
  run<Name extends TeamTaskName>(name: Name, input: Parameters<TeamTasks[Name]>[0]): void;
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

const failureBytes = 1024;

export function createTeam(size: number): Team {
  const members = Array.from({ length: size - 1 }, () => {
    const member = new Worker(new URL('./member.ts', import.meta.url));
    // The team must not keep a command from ending.
    member.unref();
    return member;
  });

  return {
    size,
    run(name, input) {
      const task = teamTasks[name] as (input: unknown, crew: ReturnType<typeof createCrew>) => void;
      if (size === 1) return task(input, createAlone());
      const words = new Int32Array(new SharedArrayBuffer(4 * control.words));
      const failure = new Uint8Array(new SharedArrayBuffer(failureBytes));
      members.forEach((member, index) => {
        member.postMessage({ name, input, rank: index + 1, size, words, failure } satisfies TeamMessage);
      });
      const crew = createCrew(words, 0, size);
      try {
        task(input, crew);
        crew.barrier();
      } catch (error) {
        abandon(words);
        const length = failure[0] * 256 + failure[1];
        if (length === 0) throw error;
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

export function writeFailure(failure: Uint8Array, error: unknown): void {
  const text = new TextEncoder().encode(error instanceof Error ? error.message : String(error));
  const length = Math.min(text.length, failureBytes - 2);
  failure.set(text.subarray(0, length), 2);
  failure[0] = length >> 8;
  failure[1] = length & 255;
}
