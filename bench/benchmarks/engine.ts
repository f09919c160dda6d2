import { cpus } from 'node:os';
import { PerennialError } from '../../domain/errors.ts';
import { print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { allCases, type Group, groups } from './engine/cases.ts';
import { measure, threads } from './engine/measure.ts';
import { obtainPeers, peersEnvironment, peersProgram } from './engine/peers.ts';
import { startProcess } from './engine/process.ts';
import { isReached, type Line, linesOf, printed, writeGroup } from './engine/report.ts';

/**
 * `npm run bench -- engine [group...] [--reduced] [--write]`: our learners side by side with xgboost, LightGBM and scikit-learn. `--write`
 * puts the figures of the groups that ran into `docs/benchmarks.md`.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const asked = args.filter((each) => each !== '--write');
  const unknown = asked.find((each) => !(groups as readonly string[]).includes(each));
  if (unknown !== undefined) return refuse(`There is no group ${unknown}. Use ${groups.join(', ')}, or none for all.`);
  const write = args.includes('--write');
  if (write && reduced)
    return refuse('Figures of a reduced run say little: they are not written. Leave out --reduced.');
  // Ends by exit(), so that the tables don't stay behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const python = obtainPeers(print);
    const circumstances = await describeCircumstances(python);
    print(circumstances);
    let missed = 0;
    for (const group of groups.filter((each) => asked.length === 0 || asked.includes(each))) {
      const lines = await runGroup(group, reduced, python);
      if (write) writeGroup(group, lines, circumstances);
      missed += lines.filter((line) => !isReached(line)).length;
    }
    return { passed: missed === 0 };
  } catch (error) {
    if (error instanceof PerennialError) return refuse(`${error.message} ${error.remedy}`);
    throw error;
  }
}

async function runGroup(group: Group, reduced: boolean, python: string): Promise<Line[]> {
  print(`\n${group}`);
  const all: Line[] = [];
  for (const of of allCases(reduced).filter((each) => each.group === group)) {
    const lines = linesOf({ of, measured: await measure(of, python) });
    for (const line of lines) print(printed(line));
    all.push(...lines);
  }
  return all;
}

async function describeCircumstances(python: string): Promise<string> {
  const peers = startProcess(python, [peersProgram], peersEnvironment(threads));
  try {
    const versions = { node: process.versions.node, ...(await peers.ask('versions', {})) };
    const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    const [{ model = 'unknown processor' } = {}] = cpus();
    const date = new Date().toISOString().slice(0, 10);
    return `${date}, ${threads} threads on ${cpus().length} cores (${model.trim()}), ${process.platform} ${process.arch}; ${listed.join(', ')}.`;
  } finally {
    await peers.close();
  }
}

function refuse(why: string): { passed: boolean } {
  print(why);
  return { passed: false };
}
