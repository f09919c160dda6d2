import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** The server under test has a core to itself; load generator and PostgreSQL share the other one. */
export const serverCore = 0;
export const otherCore = 1;

/** Linux with two cores or more; elsewhere the system places all of them. */
export const canPin =
  process.platform === 'linux' && cpus().length > 1 && spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;

/** The command that runs another one on a core. */
export function onCore(core: number, command: readonly string[]): string[] {
  return canPin ? ['taskset', '-c', String(core), ...command] : [...command];
}

/** With all its threads; what it starts from then on follows it. */
export function moveToCore(core: number, pid: number): void {
  if (!canPin) return;
  const { status, stderr } = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Process ${pid} could not be moved to core ${core}: ${stderr}`);
}
