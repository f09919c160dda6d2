import type { Readable } from 'node:stream';
import type { Config, Environment } from '../stack/config.ts';
import { listenForInterruption, type SignalSource } from './session/interruption.ts';
import { createOutput, type Output, type OutputStream } from './session/output.ts';

/** Everything outside the program that a command touches. */
export type Surroundings = {
  readonly env: Environment;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly signals: SignalSource;
  /** Passed in, because the CLI may not import what workers run. */
  readonly startWorkers: StartWorkers;
};

export type StartWorkers = (options: {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
}) => Promise<{
  /** Rejects when a worker fails for good. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}>;

/** Gets the context of one run of a command. Returns the exit code where that isn't 0, and throws what goes wrong. */
export type Action = (context: {
  readonly output: Output;
  readonly interrupted: AbortSignal;
  readonly surroundings: Surroundings;
}) => Promise<number | undefined>;

export type Cli = {
  readonly surroundings: Surroundings;
  /** Runs an action under the options that every command has. */
  run(options: { readonly json?: boolean | undefined }, action: Action): Promise<void>;
  exitCode(): number;
};

export function createCli(surroundings: Surroundings): Cli {
  let exitCode = 0;
  return {
    surroundings,
    exitCode: () => exitCode,
    async run(options, action) {
      const { env, stdout, stderr, signals } = surroundings;
      const output = createOutput(stdout, stderr, env, options.json ?? false);
      const interruption = listenForInterruption(signals);
      try {
        exitCode = (await action({ output, interrupted: interruption.signal, surroundings })) ?? 0;
      } finally {
        interruption.stopListening();
      }
    },
  };
}
