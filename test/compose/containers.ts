import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { healthCommand, type Service } from './compose-file.ts';

/**
 * Runs a service's command as its container would, without a container: in the image's folder, with the file's environment and
 * nothing else. `places` says what stands here for addresses and folders that only exist between containers.
 */
export type Container = { readonly child: ChildProcess; readonly printed: () => string };

export type Places = {
  readonly image: string;
  readonly path: string;
  readonly home: string;
  /** `temporal:7233`, `/data`, ... and what they are here. */
  readonly replace: Readonly<Record<string, string>>;
  /** Ports that the service listens on, by variable: all containers are on one machine here. */
  readonly ports?: Readonly<Record<string, string>>;
};

export function startContainer(service: Service, places: Places, command = commandOf(service)): Container {
  const [program = '', ...words] = command;
  const child = spawn(program, words, {
    cwd: places.image,
    // Docker gives a container these two, and what the file says
    env: { PATH: places.path, HOME: places.home, ...environmentOf(service, places) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return { child, printed: () => text };
}

/** Resolves with the exit code (null: killed by a signal) and everything printed. */
export async function ended({ child, printed }: Container): Promise<{ code: number | null; output: string }> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return { code: child.exitCode, output: printed() };
}

/** The service's own health check, run beside its command as Docker does: 0 is healthy. */
export async function askHealth(service: Service, places: Places): Promise<{ code: number | null; output: string }> {
  return await ended(startContainer(service, places, healthCommand(service)));
}

export function commandOf({ entrypoint, command }: Service): readonly string[] {
  return [...entrypoint, ...command];
}

function environmentOf(service: Service, { replace, ports = {} }: Places): Record<string, string> {
  const here = Object.entries(service.environment).map(([name, value]) => [
    name,
    ports[name] ?? Object.entries(replace).reduce((text, [there, instead]) => text.replaceAll(there, instead), value),
  ]);
  return Object.fromEntries(here);
}

/** Where the image has its programs: node, the shell's, and the Temporal CLI of the administration image. */
export function searchPath(...programs: readonly string[]): string {
  return [...programs.map((program) => dirname(program)), join('/', 'usr', 'bin'), '/bin'].join(':');
}
