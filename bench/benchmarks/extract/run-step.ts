import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StepFigures } from './step.ts';

/** @param checkout whose code runs: this one, or another to compare with. */
export async function runStep(checkout: string, ...args: readonly string[]): Promise<StepFigures> {
  const file = join(checkout, 'bench', 'benchmarks', 'extract', 'step.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: checkout });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
