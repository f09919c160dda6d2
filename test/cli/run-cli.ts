import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { Surroundings } from '../../cli/cli.ts';
import { runCli } from '../../cli/program.ts';

/** Of a command line that prints nowhere. */
export function surroundings(env: Record<string, string> = {}): Surroundings {
  return {
    env,
    stdin: Readable.from([]),
    stdout: { write: () => {} },
    stderr: { write: () => {} },
    signals: Object.assign(new EventEmitter(), { exit: () => {} }),
    startWorkers: () => Promise.reject(new Error('no workers here')),
  };
}

export type Spoken = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs one command line in this process, with `env` as its whole environment. */
export async function runOnce(
  argv: readonly string[],
  { env = {}, stdin = '' }: { readonly env?: Record<string, string>; readonly stdin?: string } = {},
): Promise<Spoken> {
  let stdout = '';
  let stderr = '';
  const surroundings: Surroundings = {
    env,
    stdin: Readable.from([stdin]),
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    signals: Object.assign(new EventEmitter(), { exit: () => {} }),
    startWorkers: () => Promise.reject(new Error('no workers here')),
  };
  const code = await runCli(argv, surroundings);
  return { code, stdout, stderr };
}
