import { cpus } from 'node:os';
import { PerennialError } from '../../domain/errors.ts';
import { print } from '../figures.ts';
import { writeFigures } from '../page.ts';
import type { RunOptions } from '../run-named.ts';
import { obtainPeers } from './engine/peers.ts';
import { bodiesOf, type Case, cases, nameOf } from './serve/cases.ts';
import { type Contestant, startOurs, startTheirs } from './serve/contestant.ts';
import { measureInTurns, type Plan } from './serve/measure.ts';
import { writePeerJob } from './serve/peer-job.ts';
import { peerVersions } from './serve/peer-versions.ts';
import { canPin } from './serve/pinning.ts';
import { isReached, type Line, printed, tableOf } from './serve/report.ts';
import { requireSameAnswers } from './serve/same-answers.ts';
import { openStage, type Stage } from './serve/stage.ts';

const zone = 'Europe/Berlin';
const plans: Readonly<Record<'full' | 'reduced', Plan & { readonly size: number }>> = {
  full: { size: 1_200, rounds: 3, seconds: 3, warmUpSeconds: 2 },
  reduced: { size: 1_200, rounds: 1, seconds: 2, warmUpSeconds: 2 },
};

/**
 * `npm run bench -- serve [model...] [--reduced] [--write]`: the API beside FastAPI with scikit-learn and xgboost, doing the same job on
 * the same database. `--write` puts the figures into `docs/benchmarks.md`.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const write = args.includes('--write');
  const asked = args.filter((each) => each !== '--write');
  const chosen = cases.filter((each) => asked.length === 0 || asked.some((word) => nameOf(each).includes(word)));
  if (chosen.length === 0) return refuse(`No case is named so. There are:\n  ${cases.map(nameOf).join('\n  ')}`);
  if (write && (reduced || chosen.length < cases.length))
    return refuse('Only figures of a whole run are written. Leave out --reduced and the names of cases.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const plan = plans[reduced ? 'reduced' : 'full'];
  let python: string;
  try {
    python = obtainPeers(print);
  } catch (error) {
    if (error instanceof PerennialError) return refuse(`${error.message} ${error.remedy}`);
    throw error;
  }
  const circumstances = describeCircumstances(python, plan);
  print(circumstances);
  const stage = await openStage(plan.size, new Date());
  try {
    const lines = await compare(stage, python, chosen, plan);
    if (write) writeFigures('serve', circumstances, tableOf(lines));
    return { passed: lines.every(isReached) };
  } finally {
    await stage.close();
  }
}

async function compare(stage: Stage, python: string, chosen: readonly Case[], plan: Plan): Promise<Line[]> {
  const { url, blobs, folder, token, trained, versions, database } = stage;
  const job = writePeerJob(folder, { database: url, zone, trained, versions });
  const contestants: Contestant[] = [];
  try {
    contestants.push(await startOurs({ database: url, blobs, token, zone }));
    contestants.push(await startTheirs({ python, job, token }));
    const lines: Line[] = [];
    for (const of of chosen) {
      const rows = stage.rows.get(of.model);
      if (rows === undefined) throw new Error(`Nothing is known of ${of.model}.`);
      const bodies = await bodiesOf(of, database, rows);
      const apart = await requireSameAnswers(of, contestants, bodies.slice(0, 5), token);
      const [ours, theirs] = await measureInTurns(of, contestants, bodies, plan, { database, token });
      const line = { of, ours, theirs };
      print(`${printed(line)}; outputs ${apart.toPrecision(2)} apart`);
      lines.push(line);
    }
    return lines;
  } finally {
    for (const each of contestants) await each.stop();
  }
}

function describeCircumstances(python: string, { size, rounds, seconds }: Plan & { readonly size: number }): string {
  const versions = { node: process.versions.node, ...peerVersions(python) };
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const [{ model = 'unknown processor' } = {}] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const where = canPin
    ? 'server on one core, load generator and PostgreSQL on another'
    : 'processes placed by the operating system';
  return `${date}, ${model.trim()}, ${where}; ${size} contacts and leads; ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`} of ${seconds} s; ${listed.join(', ')}.`;
}

function refuse(why: string): { passed: boolean } {
  print(why);
  return { passed: false };
}
