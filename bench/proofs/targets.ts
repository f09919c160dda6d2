import { type ModelName, modelNames } from '../../domain/models.ts';
import { modelDefinition } from '../../models/registry.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { subjectsPerModel } from './targets/fresh-subjects.ts';
import { judgeSeed, type ModelJudgement } from './targets/judge-seed.ts';

/** Share of the seeds at which all models must meet their targets: 18 of 20. */
const share = 0.9;
/** Models trained on shuffled labels, for each seed and model. One alone may lean either way; the mean must not. */
const shuffles = { full: 5, reduced: 25 };
const ceilings = { regression: 0.95, classification: 0.97 } as const;
const gap = 0.05;

/**
 * Simulated businesses of the default size, none filtered, each trained by `retrain` on a real Temporal and PostgreSQL: do the models
 * meet the guide's targets on fresh subjects of the same world, and is the world neither trivial nor hopeless?
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? range(1, reduced ? 3 : 20);
  const judged = new Map<number, ModelJudgement[]>();
  for (const seed of seeds) {
    const started = performance.now();
    const judgements = await judgeSeed(seed, reduced ? shuffles.reduced : shuffles.full);
    judged.set(seed, judgements);
    printSeed(seed, judgements, performance.now() - started);
  }
  return { passed: judge([...judged.values()]) };
}

function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'none';
  return value.toFixed(value >= 2 ? 2 : 3);
}

function unit(model: ModelName): string {
  return modelDefinition(model).task === 'regression' ? 'R2' : 'AUC';
}

function printSeed(seed: number, judgements: readonly ModelJudgement[], milliseconds: number): void {
  print(`seed ${seed} (${(milliseconds / 1000).toFixed(0)} s)`);
  for (const each of judgements) {
    const holdout = each.fresh.map(({ metric }) => {
      const { low, high } = each.intervals[metric] ?? {};
      return `${metric} ${figure(each.holdout[metric])} [${figure(low)}, ${figure(high)}]`;
    });
    const fresh = each.fresh.map(({ metric, value, met }) => `${metric} ${figure(value)}${met ? '' : ' MISSED'}`);
    const name = unit(each.model);
    print(`  ${each.model}: trained on ${each.training}`);
    print(`    own holdout of ${each.testing}: ${holdout.join(', ')}`);
    print(`    ${subjectsPerModel} fresh subjects: ${fresh.join(', ')}`);
    print(
      `    ${name} ${figure(each.strength)}; hidden truth ${figure(each.ceiling)}; best feature alone ${figure(each.single.strength)} (${each.single.name}); shuffled labels ${figure(mean(each.shuffled))}`,
    );
  }
}

function judge(seeds: readonly ModelJudgement[][]): boolean {
  const needed = Math.floor(share * seeds.length);
  const met = seeds.filter((models) => models.every(({ fresh }) => fresh.every((target) => target.met))).length;
  print('\nFigures');
  const verdicts = [
    holds('seeds at which every model meets its targets', `${met} of ${seeds.length}, needed ${needed}`, met >= needed),
  ];
  for (const model of modelNames) {
    const all = seeds.flat().filter((each) => each.model === model);
    verdicts.push(...judgeWorld(model, all, needed));
  }
  return verdicts.every(Boolean);
}

function judgeWorld(model: ModelName, all: readonly ModelJudgement[], needed: number): boolean[] {
  const { task } = modelDefinition(model);
  const name = `${model} ${unit(model)}`;
  const spread = (values: readonly number[]) =>
    `mean ${figure(mean(values))} (${figure(Math.min(...values))} to ${figure(Math.max(...values))})`;
  const strengths = all.map(({ strength }) => strength);
  const truths = all.map(({ ceiling }) => ceiling);
  const gaps = all.map(({ strength, single }) => strength - single.strength);
  const apart = gaps.filter((each) => each >= gap).length;
  const shuffled = all.flatMap((each) => each.shuffled);
  const noise = mean(shuffled);
  print(`  ${name} of the models: ${spread(strengths)}`);
  const verdicts = [
    holds(
      `${name} of the hidden truth, at most ${ceilings[task]}`,
      spread(truths),
      Math.max(...truths) <= ceilings[task],
    ),
    holds(
      `${name} of the model above the best feature alone, at least ${gap}`,
      `${spread(gaps)}, ${apart} of ${all.length} seeds, needed ${needed}`,
      apart >= needed,
    ),
    // with so few rows one shuffle may lean towards the truth by chance, and another away from it: the mean tells
    task === 'regression'
      ? holds(`${name} from shuffled labels, at most 0.05 in the mean`, spread(shuffled), noise <= 0.05)
      : holds(`${name} from shuffled labels, 0.5 +- 0.05 in the mean`, spread(shuffled), Math.abs(noise - 0.5) <= 0.05),
  ];
  if (task === 'regression') return verdicts;
  const positives = all.map((each) => each.positives);
  const within = positives.filter((each) => each >= 0.4 && each <= 0.5).length;
  const balanced = mean(positives) >= 0.4 && mean(positives) <= 0.5 && within >= needed;
  const text = `${spread(positives)}, ${within} of ${all.length} seeds, needed ${needed}`;
  return [...verdicts, holds(`${model} positive rows, 40-50%`, text, balanced)];
}
