import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../../stack/project-root.ts';

/** A program that is started again whenever it has ended, as a service manager does. */
export type Program = {
  pid(): number | undefined;
  /** kill -9; the next life begins by itself. */
  kill(): void;
  /** Ends that nobody asked for, of lives that had got ready. */
  readonly endedByItself: string[];
  /** Lives that never got ready: what they need was away or full just then. */
  readonly failedStarts: string[];
  /** When it was killed, milliseconds since the epoch. */
  readonly killedAt: number[];
  stop(): Promise<void>;
};

const untilStartedAgain = 500;
/** Of what it prints, kept for the report of an end that nobody asked for. */
const keptLines = 12;
/** ms that it gets to end in order. */
const patience = 45_000;

/**
 * @param ready what it prints once it works.
 * @param printed is told of what it prints, as it comes.
 */
export function keepRunning(
  name: string,
  script: string,
  ready: string,
  env: NodeJS.ProcessEnv,
  printed: (text: string) => void = () => {},
): Program {
  const endedByItself: string[] = [];
  const failedStarts: string[] = [];
  const killedAt: number[] = [];
  let child: ChildProcess | undefined;
  let killed = false;
  let stopping = false;

  async function live(): Promise<void> {
    while (!stopping) {
      killed = false;
      const lines: string[] = [];
      let isReady = false;
      child = spawn(process.execPath, [script], { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (text: Buffer) => {
          isReady ||= text.includes(ready);
          printed(text.toString());
          lines.push(...text.toString().trimEnd().split('\n'));
          lines.splice(0, lines.length - keptLines);
        });
      }
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      child = undefined;
      const end = `${name} ended with ${signal ?? code}: ${lines.join(' | ')}`;
      if (!killed && !stopping) (isReady ? endedByItself : failedStarts).push(end);
      if (!stopping) await sleep(untilStartedAgain);
    }
  }
  const lives = live();

  return {
    pid: () => child?.pid,
    endedByItself,
    failedStarts,
    killedAt,
    kill() {
      if (child === undefined) return;
      killed = true;
      killedAt.push(Date.now());
      child.kill('SIGKILL');
    },
    async stop() {
      stopping = true;
      child?.kill('SIGTERM');
      const killer = setTimeout(() => child?.kill('SIGKILL'), patience);
      await lives;
      clearTimeout(killer);
    },
  };
}
