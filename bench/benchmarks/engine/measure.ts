import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { trainingRows } from '../../../jobs/training-set.ts';
import { quantile } from '../../figures.ts';
import type { Action, Case, Contestant } from './cases.ts';
import { peersEnvironment, peersProgram } from './peers.ts';
import { type AnsweringProcess, startProcess } from './process.ts';
import type { TableFiles } from './protocol.ts';
import { meanScore, type Score, scoreOf } from './score.ts';
import { divisionOf, snapshotOf } from './snapshot.ts';
import { makeTable, readNumbers, recipes, writeTable } from './tables.ts';

/** What the ratios are stated for; machines with more cores leave the others idle. */
export const threads = 2;

export type Measured = {
  readonly contestant: Contestant;
  /** Median. */
  readonly milliseconds: number;
  /** Mean over the tables. */
  readonly score: Score;
  readonly peakBytes: number;
};

/** Training rows with their folds, and a holdout, in files. */
type Prepared = {
  /** Of tables, folds and learners alike: what a seed does for one learner evens out over the tables. */
  readonly seed: number;
  readonly training: TableFiles;
  readonly holdout: TableFiles;
  readonly folds: string;
  /** Labels of the holdout. */
  readonly truth: Float64Array;
};

type Lane = {
  readonly contestant: Contestant;
  readonly process: AnsweringProcess;
  readonly times: number[];
  readonly scores: Score[];
};

/** A fifth of the rows, within these. A search is a hundred fits: few rows are enough. */
const warmUpRows: Readonly<Record<Action, { readonly least: number; readonly most: number }>> = {
  fit: { least: 100, most: 5_000 },
  search: { least: 100, most: 500 },
  each: { least: 100, most: 5_000 },
  many: { least: 100, most: 5_000 },
};
/** Single predictions timed in all rounds together. */
const repetitions = 2_000;
/** ms. Threads that spin for a while after their work are asleep then. */
const pause = 50;

/**
 * Every contestant in a process of its own, warmed up, then in turns: ours, theirs, ours, theirs, so that what else the machine does meets
 * all alike. The first of the result is ours, the second the judged peer.
 */
export async function measure(of: Case, python: string): Promise<readonly Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
  const lanes: Lane[] = [];
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  try {
    const { least, most } = warmUpRows[of.action];
    const warmUp = prepareTables(of, Math.min(most, Math.max(least, of.rows / 5)), 0, folder);
    for (const contestant of [of.ours, of.judged, ...of.beside]) {
      const lane: Lane = { contestant, process: start(of, contestant, python), times: [], scores: [] };
      lanes.push(lane);
      await load(lane, warmUp);
      await train(of, lane, warmUp);
      await use(of, lane, join(folder, 'outputs'), 0.1);
    }
    let tables = warmUp;
    for (let round = 0; round < of.rounds; round++) {
      const fresh = round < of.tables;
      if (fresh || of.tables > 1) tables = prepareTables(of, of.rows, 1 + (round % of.tables), folder);
      for (const lane of round % 2 === 0 ? lanes : lanes.toReversed()) {
        if (fresh || of.tables > 1) await load(lane, tables);
        await setTimeout(pause);
        await takeTurn(of, lane, tables, folder, fresh);
      }
    }
    return await Promise.all(lanes.map((lane) => conclude(lane)));
  } finally {
    await Promise.all(lanes.map((lane) => lane.process.close()));
    removeFolder();
    process.off('exit', removeFolder);
  }
}

function start({ action }: Case, { place }: Contestant, python: string): AnsweringProcess {
  if (place === 'ours') {
    const program = fileURLToPath(new URL('./contestant.ts', import.meta.url));
    return startProcess(process.execPath, [program], process.env);
  }
  // In a search each fit has one thread, and one prediction is quickest on one.
  return startProcess(python, [peersProgram], peersEnvironment(action === 'search' || action === 'each' ? 1 : threads));
}

/** One after the other in the same files. */
function prepareTables({ action, table, holdoutRows }: Case, rows: number, seed: number, folder: string): Prepared {
  const training = makeTable(table, Math.round(rows), 2 * seed);
  const holdout = makeTable(table, holdoutRows, 2 * seed + 1);
  const folds = join(folder, 'folds');
  // The same as ours: they follow from the rows' order and the division.
  if (action === 'search')
    writeFileSync(folds, trainingRows(snapshotOf(training, 'churn'), divisionOf(recipes[table].task, seed)).folds);
  return {
    seed,
    training: writeTable(training, folder, 'training'),
    holdout: writeTable(holdout, folder, 'holdout'),
    folds,
    truth: holdout.y,
  };
}

async function load({ process }: Lane, { training, holdout }: Prepared): Promise<void> {
  await process.ask('load', { training, holdout });
}

/** Fits or searches. For predictions a whole model: ours with its calibration, which needs folds. @returns ms. */
async function train(of: Case, { contestant, process }: Lane, { folds, seed }: Prepared): Promise<number> {
  const { learner, place, halving = false } = contestant;
  const { task } = recipes[of.table];
  const [first = {}] = of.candidates;
  const predicts = of.action === 'each' || of.action === 'many';
  if (of.action === 'search' || (predicts && place === 'ours')) {
    const { candidates } = of;
    return (await process.ask('search', { learner, task, candidates, folds, threads, seed, halving })).milliseconds;
  }
  const parameters = contestant.parameters ?? first;
  const given = of.action === 'each' ? 1 : threads;
  return (await process.ask('fit', { learner, task, parameters, threads: given, seed })).milliseconds;
}

/** Predicts as the case asks, or the whole holdout. @returns ms. */
async function use({ action, rounds }: Case, { process }: Lane, to: string, share = 1): Promise<number> {
  if (action !== 'each') return (await process.ask('predict', { to, threads })).milliseconds;
  const answer = await process.ask('predictEach', { repetitions: Math.ceil((share * repetitions) / rounds) });
  return answer.milliseconds;
}

async function takeTurn(of: Case, lane: Lane, tables: Prepared, folder: string, fresh: boolean): Promise<void> {
  const { task } = recipes[of.table];
  const to = join(folder, 'outputs');
  const trains = of.action === 'fit' || of.action === 'search';
  const trained = trains || fresh ? await train(of, lane, tables) : 0;
  lane.times.push(trains ? trained : await use(of, lane, to));
  if (!fresh) return;
  await lane.process.ask('predict', { to, threads: 1 });
  lane.scores.push(scoreOf(task, tables.truth, readNumbers(to, tables.truth.length)));
}

async function conclude({ contestant, process, times, scores }: Lane): Promise<Measured> {
  const { bytes } = await process.ask('peak', { threads });
  return { contestant, milliseconds: quantile(times, 0.5), score: meanScore(scores), peakBytes: bytes };
}
