import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { createCli, type Surroundings } from '../../../cli/cli.ts';
import { createProgram, runCli } from '../../../cli/program.ts';
import { createOutput, type Output } from '../../../cli/session/output.ts';

/** One command line and what it prints, by the product's own print functions, from fixed records. */
export type Invocation = {
  /** After `npx perennial`. */
  readonly typed: string;
  /** @param pass lets milliseconds go by, for bars that tell the time that is left */
  print(output: Output, pass: (milliseconds: number) => void): void | Promise<void>;
};

/** By the command's name, such as 'gate show'. */
export type Transcripts = Readonly<Record<string, readonly Invocation[]>>;

/** Columns of the terminals that are shown. */
export const widths = [80, 140] as const;

/** The screen after each invocation, then the command's help. */
export async function transcriptOf(
  command: string,
  invocations: readonly Invocation[],
  columns: number,
): Promise<string> {
  const parts = [];
  for (const invocation of invocations)
    parts.push(`$ npx perennial ${invocation.typed}\n${await screenOf(invocation, columns)}`);
  parts.push(`$ npx perennial ${command} --help\n${await helpOf(command, columns)}`);
  return parts.join('\n');
}

async function screenOf({ print }: Invocation, columns: number): Promise<string> {
  const terminal = recorder(columns);
  let now = 0;
  const output = createOutput(terminal, terminal, { NO_COLOR: '1' }, false, () => now);
  await print(output, (milliseconds) => {
    now += milliseconds;
  });
  return asSeen(terminal.text);
}

/** A bar is drawn over itself: what stays is the last of it. */
function asSeen(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\r\u001b[2K').at(-1))
    .join('\n');
}

function recorder(columns: number) {
  return {
    isTTY: true,
    columns,
    text: '',
    write(more: string) {
      this.text += more;
    },
  };
}

async function helpOf(command: string, columns: number): Promise<string> {
  const terminal = recorder(columns);
  await runCli([...command.split(' ').filter((word) => word !== ''), '--help'], surroundings(terminal));
  return terminal.text;
}

function surroundings(terminal: ReturnType<typeof recorder>): Surroundings {
  return {
    env: {},
    stdin: Readable.from([]),
    stdout: terminal,
    stderr: terminal,
    signals: Object.assign(new EventEmitter(), { exit: () => {} }),
    startWorkers: () => Promise.reject(new Error('no workers here')),
  };
}

/** Every command of the program that does something, '' for the program itself. */
export function commandNames(): string[] {
  const program = createProgram(createCli(surroundings(recorder(80))));
  return ['', ...program.commands.flatMap((command) => namesBelow(command, ''))];
}

function namesBelow(command: Command, prefix: string): string[] {
  const name = `${prefix}${command.name()}`;
  return command.commands.length === 0 ? [name] : command.commands.flatMap((sub) => namesBelow(sub, `${name} `));
}
