import type { TrainingOptions } from '../../contract/messages.ts';
import type { CandidateResult, TrainingPlan } from '../../contract/step-types.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import type { ModelName } from '../../domain/models.ts';
import { splitStyle } from '../../engine/categories/encoding-style.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import { withBudget } from '../../engine/search/budget.ts';
import { advance } from '../../engine/search/halving.ts';
import type { ThreadPool } from '../../jobs/pool.ts';
import type { PreparedData } from '../../jobs/prepare.ts';
import { modelDefinition } from '../../models/registry.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { divisionOf } from './division-of.ts';
import { planSearch } from './plan-search.ts';
import { reportSearch } from './report-search.ts';

export type PastTraining = {
  readonly model: ModelName;
  readonly options: TrainingOptions;
  /** The snapshot's bytes. */
  readonly snapshot: Uint8Array;
  /** Of the run: those that its plan was made for. */
  readonly features: number;
};

export type TrainedAgain = { readonly artifact: Uint8Array; readonly outOfFold: Uint8Array };

/** The whole search and the final fit of a run once more, in threads. Nothing is stored, so nothing of another run can be touched. */
export async function trainAgain(
  threads: ThreadPool,
  past: PastTraining,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (doing: string) => void },
): Promise<TrainedAgain> {
  const { model, options, snapshot } = past;
  const division = divisionOf(past);
  const range = modelDefinition(model).labelRange;
  const plan = planOf(past);
  const { engine } = plan;
  const prepared = new Map<string, Promise<PreparedData>>();
  function prepare(candidate: Parameters): Promise<PreparedData> {
    const { style: parameters } = splitStyle(candidate);
    const key = JSON.stringify(parameters);
    const known = prepared.get(key) ?? threads.run('prepare', { snapshot, division, engine, parameters }, { signal });
    prepared.set(key, known);
    return known;
  }

  const outOfFolds = new Map<string, Float64Array<ArrayBuffer>>();
  async function fit(index: number, share: number): Promise<CandidateResult> {
    const parameters = withBudget(engine, plan.candidates[index], share);
    const data = await prepare(plan.candidates[index]);
    const input = { data, division, engine, parameters, range };
    const { outOfFold, ...figures } = await threads.run('crossValidate', input, { signal });
    outOfFolds.set(String(index), outOfFold);
    return { index, ...figures, outOfFoldHash: String(index) };
  }

  const results: CandidateResult[][] = [];
  let entrants: readonly number[] = plan.candidates.map((_, index) => index);
  for (const [rung, { share }] of plan.rungs.entries()) {
    onProgress(`rung ${rung + 1} of ${plan.rungs.length}: ${entrants.length} candidates`);
    const ofRung = await allOrNone(entrants.map((index) => fit(index, share)));
    results.push(ofRung);
    const next = plan.rungs[rung + 1];
    const losses = ofRung.map(({ index, meanLoss: mean }) => ({ index, mean }));
    if (next !== undefined) entrants = advance(losses, next.candidates);
  }
  const { parameters, outOfFoldHash } = reportSearch(plan, results, options.cvFolds);
  const outOfFold = outOfFolds.get(outOfFoldHash) ?? new Float64Array();
  onProgress('fitting the chosen candidate on all training rows');
  const data = await prepare(parameters);
  const artifact = await threads.run(
    'fitFinal',
    { data, division, engine, parameters, range, model, outOfFold },
    { signal },
  );
  return { artifact, outOfFold: new Uint8Array(outOfFold.buffer) };
}

function planOf({ model, options, snapshot, features }: PastTraining): TrainingPlan {
  const { contacts, attributes = [] } = decodeSnapshot(snapshot);
  return planSearch(model, options, {
    trainingRows: contacts.filter((contact) => !isHeldOut(contact, options.testSize)).length,
    features,
    hasCategories: attributes.some(({ kind }) => kind === 'category'),
  });
}

/** Waits for all of them before it throws: a thread that is still at work would hold up what comes next. */
async function allOrNone<Result>(parts: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(parts);
  return await Promise.all(parts);
}
