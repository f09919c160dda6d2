import { defaultTrainingOptions } from '../../contract/messages.ts';
import type { BaselineComparison } from '../../domain/first-verdict.ts';
import { modelNames } from '../../domain/models.ts';
import { type Run, runsOfRetrain } from '../../store/training/runs.ts';
import { type RunningPipeline, startPipeline } from '../../test/workflows/running-pipeline.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';

/** Of 20 seeds, at how many all three first models must be deployed, and at how many one that learnt shuffled labels may be. */
const least = 0.95;
const mistakes = 0.05;

/**
 * Businesses of the guide's size, each trained by `retrain` on a real Temporal and PostgreSQL: first on shuffled labels, where there is
 * nothing to learn, then on the true ones.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? range(1, reduced ? 2 : 20);
  let [deployed, fooled] = [0, 0];
  for (const seed of seeds) {
    const pipeline = await startPipeline({ seed });
    try {
      const shuffled = await train(pipeline, true);
      const learnt = await train(pipeline, false);
      if (shuffled.some(isDeployed)) fooled++;
      if (learnt.every((each) => isDeployed(each) || isBetter(each))) deployed++;
      print(`seed ${seed}: ${learnt.map(words).join(', ')}; shuffled labels: ${shuffled.map(words).join(', ')}`);
    } finally {
      await pipeline.close();
    }
  }
  const [needed, allowed] = [Math.floor(least * seeds.length), Math.floor(mistakes * seeds.length)];
  print('\nFigures');
  const verdicts = [
    holds(
      'seeds at which all first models are deployed',
      `${deployed} of ${seeds.length}, needed ${needed}`,
      deployed >= needed,
    ),
    holds(
      'seeds at which one of shuffled labels is',
      `${fooled} of ${seeds.length}, at most ${allowed}`,
      fooled <= allowed,
    ),
  ];
  return { passed: verdicts.every(Boolean) };
}

async function train({ control, database }: RunningPipeline, shuffleLabels: boolean): Promise<Run[]> {
  const options = { ...defaultTrainingOptions, ...(shuffleLabels && { shuffleLabels }) };
  const { retrainId } = await control.start({ options, trigger: 'cli' });
  await control.waitFor(retrainId);
  const runs = await runsOfRetrain(database, retrainId);
  for (const { id, state, error } of runs) {
    const isRefused = state === 'failed' && error?.code === 'no_better_than_baseline';
    if (state !== 'completed' && !isRefused) throw new Error(`${id} is ${state}: ${JSON.stringify(error)}`);
  }
  if (runs.length !== modelNames.length) throw new Error(`${retrainId} has ${runs.length} runs`);
  return runs;
}

function isDeployed({ outcome }: Run): boolean {
  return outcome === 'deployed';
}

/** Where shuffled labels were let through, the true ones have a champion to beat; what counts is what they would have been without. */
function isBetter(run: Run): boolean {
  return (beyondBaseline(run)?.low ?? 0) > 0;
}

function beyondBaseline({ report }: Run): BaselineComparison | undefined {
  return (report as { beyondBaseline?: BaselineComparison } | null)?.beyondBaseline;
}

function words(run: Run): string {
  const low = beyondBaseline(run)?.low;
  return `${run.model} ${run.outcome ?? 'refused'}${low === undefined ? '' : ` (by ${low.toFixed(3)} at least)`}`;
}
