import { setTimeout as sleep } from 'node:timers/promises';
import { gateConfig } from '../../domain/experiment/experiment.ts';
import { createRandom } from '../../engine/random.ts';
import { type Experiment, listExperiments } from '../../store/experiments/experiments.ts';
import { readChampion } from '../../store/training/versions.ts';
import { gateWorld } from '../../test/workflows/gate-world.ts';
import { startPipeline } from '../../test/workflows/running-pipeline.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { createBusiness, leadsPerWeek } from './gate-year/business.ts';

const model = 'lead_scoring';
const seed = 7;
/** A day takes so long: several looks' worth, so that none is missed on a busy machine. */
const dayMs = 250;
/** What a week's retraining brings, against the champion of that day, in points of mean absolute error. */
const steps = [-1, -0.5, 0, 0, 0, 0.5, 1, 2] as const;
const firstQuality = 10;

/**
 * Every week a retraining brings a challenger, whatever the gate is busy with. Real workflows, activities and database; the training
 * itself is stood in for by versions whose quality is drawn, because only so can a promotion be called right or wrong.
 */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const weeks = reduced ? 16 : 52;
  const pipeline = await startPipeline({ seed: null });
  try {
    return { passed: await liveThrough(weeks, pipeline) };
  } finally {
    await pipeline.close();
  }
}

async function liveThrough(weeks: number, pipeline: Awaited<ReturnType<typeof startPipeline>>): Promise<boolean> {
  const { database } = pipeline;
  const world = gateWorld(pipeline);
  await world.champion(model);
  const random = createRandom(seed);
  const config = gateConfig(model, { dayMs });
  const quality = new Map<number, number>();
  const champion = async () => (await readChampion(database, model))?.id ?? 0;
  quality.set(await champion(), firstQuality);
  const startedAt = Date.now();
  const business = createBusiness({ database, random, quality, startedAt, dayMs });
  await business.open();
  const crowds: { running: number; waiting: number }[] = [];
  print(`${weeks} weeks of ${dayMs * 7} ms, ${leadsPerWeek} leads a week, a challenger every week (seed ${seed})`);

  for (let day = 0; day < weeks * 7; day++) {
    await sleep(Math.max(0, startedAt + day * dayMs - Date.now()));
    await business.live(day);
    if (day % 7 === 0) {
      const { version } = await world.submit(model, config);
      const better = steps[random.integer(steps.length)];
      quality.set(version.id, Math.max(2, (quality.get(await champion()) ?? firstQuality) + better));
    }
    const states = (await listExperiments(database, { limit: 200 })).map(({ state }) => state);
    crowds.push({
      running: states.filter((state) => state !== 'ended' && state !== 'waiting').length,
      waiting: states.filter((state) => state === 'waiting').length,
    });
  }

  const experiments = (await listExperiments(database, { limit: 200 })).toReversed();
  const started = experiments.filter(({ startedAt }) => startedAt !== null);
  const difference = ({ championVersionId, challengerVersionId }: Experiment) =>
    (quality.get(challengerVersionId) ?? Number.NaN) - (quality.get(championVersionId) ?? Number.NaN);
  printTimeline(started, startedAt, difference);
  return judge({ weeks, experiments, started, difference, crowds });
}

function printTimeline(started: readonly Experiment[], from: number, difference: (one: Experiment) => number): void {
  const week = (moment: Date | null) => (moment === null ? '-' : ((moment.getTime() - from) / dayMs / 7).toFixed(1));
  for (const one of started) {
    const truth = difference(one);
    const told = truth > 0 ? `worse by ${truth}` : truth < 0 ? `better by ${-truth}` : 'as good';
    print(
      `  week ${week(one.startedAt).padStart(4)} to ${week(one.endedAt).padStart(4)}  ${one.mode}  ${told.padEnd(13)} ${one.outcome ?? one.state}`,
    );
    print(`      ${one.reason ?? one.plan?.reason ?? ''}`);
  }
}

function judge(year: {
  readonly weeks: number;
  readonly experiments: readonly Experiment[];
  readonly started: readonly Experiment[];
  readonly difference: (one: Experiment) => number;
  readonly crowds: readonly { readonly running: number; readonly waiting: number }[];
}): boolean {
  const { weeks, experiments, started, difference, crowds } = year;
  const { margin } = gateConfig(model).paired;
  const ended = started.filter(({ endedAt }) => endedAt !== null);
  const of = (outcome: Experiment['outcome']) => ended.filter((one) => one.outcome === outcome);
  const promoted = of('promoted');
  const harmful = promoted.filter((one) => difference(one) >= margin);
  const superseded = experiments.filter(({ outcome, startedAt }) => outcome === 'superseded' && startedAt === null);
  const gaps = ended.slice(0, -1).map((one, at) => {
    const next = started[at + 1]?.startedAt?.getTime() ?? Number.NaN;
    return (next - (one.endedAt?.getTime() ?? 0)) / dayMs;
  });
  const longest = Math.max(
    0,
    ...ended.map(({ startedAt, endedAt }) => ((endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / dayMs),
  );
  const { maximumDays } = gateConfig(model);
  print();
  print(
    `  ${experiments.length} challengers: ${started.length} tried, ${superseded.length} gave the waiting slot to a newer one`,
  );
  print(
    `  ${promoted.length} promoted, of them ${promoted.filter((one) => difference(one) > 0).length} worse at all and ${harmful.length} by the margin; ${of('champion_kept').length} kept, ${of('rolled_back').length} rolled back`,
  );
  return [
    holds('challengers that came', String(experiments.length), experiments.length === weeks),
    holds('most under way at once, 1', String(most(crowds, 'running')), most(crowds, 'running') === 1),
    holds('most waiting at once, 1', String(most(crowds, 'waiting')), most(crowds, 'waiting') <= 1),
    holds(`longest experiment, at most ${maximumDays} days`, longest.toFixed(1), longest <= maximumDays + 7),
    holds(
      'longest until the waiting one follows, at most 7 days',
      Math.max(0, ...gaps).toFixed(1),
      gaps.every((gap) => gap <= 7),
    ),
    holds(
      'experiments that ended, at least 1 in 16 weeks',
      String(ended.length),
      ended.length >= Math.floor(weeks / 16),
    ),
    holds('promoted though worse by the margin, 0', String(harmful.length), harmful.length === 0),
  ].every(Boolean);
}

function most(crowds: readonly { readonly running: number; readonly waiting: number }[], which: 'running' | 'waiting') {
  return Math.max(...crowds.map((crowd) => crowd[which]));
}
