import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CommandName, Commands } from './protocol.ts';

/** A process that answers one request after the other (`protocol.ts`). */
export type AnsweringProcess = {
  ask<Name extends CommandName>(command: Name, members: Commands[Name]['ask']): Promise<Commands[Name]['answer']>;
  /** Its input ends, it ends; its exit is awaited. */
  close(): Promise<void>;
};

/** As much of what it wrote to stderr is told when it fails. */
const tailLength = 2_000;

export function startProcess(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): AnsweringProcess {
  const child = spawn(command, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  let waiting: PromiseWithResolvers<unknown> | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('close', (code) => {
      waiting?.reject(new Error(`${args[0] ?? command} ended with exit code ${code}:\n${errors}`));
      resolve();
    });
  });
  child.once('error', (error) => waiting?.reject(error));
  // Writing to a process that has ended fails as well; its exit tells why.
  child.stdin.on('error', () => {});
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-tailLength);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Other lines are what a library printed.
    if (line.startsWith('{')) waiting?.resolve(JSON.parse(line));
  });

  return {
    async ask<Name extends CommandName>(name: Name, members: Commands[Name]['ask']) {
      if (child.exitCode !== null) throw new Error(`${args[0] ?? command} has ended:\n${errors}`);
      waiting = Promise.withResolvers();
      child.stdin.write(`${JSON.stringify({ command: name, ...members })}\n`);
      return (await waiting.promise) as Commands[Name]['answer'];
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
