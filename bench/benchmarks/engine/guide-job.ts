import type { ModelName } from '../../../domain/models.ts';
import type { Parameters } from '../../../engine/data/parameters.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { rungsFor, withBudget } from '../../../engine/search/budget.ts';
import { advance, type Rung } from '../../../engine/search/halving.ts';
import { chooseCandidate } from '../../../engine/search/search.ts';
import type { CrossValidation } from '../../../jobs/fit.ts';
import { createThreadPool } from '../../../jobs/pool.ts';
import { encodeSnapshot } from '../../../store/artifacts/snapshot-table.ts';
import { createLogger } from '../../../telemetry/log.ts';
import type { Commands } from './protocol.ts';
import { divisionOf, snapshotOf } from './snapshot.ts';
import type { Table } from './tables.ts';

/** The guide's job on the product's own training threads: the rows prepared once, then a candidate over all folds a job, then the final fit. */
export type Searcher = {
  /** Makes the snapshot, which is there when a training begins; the search itself is what it returns. */
  prepare(training: Table, ask: Commands['search']['ask']): () => Promise<Predictor>;
  close(): Promise<void>;
};

/** The model that each learner stands for in the product. */
const modelOf: Readonly<Record<string, ModelName>> = {
  boosting: 'lead_scoring',
  forest: 'churn',
  logistic: 'engagement',
};

export function createSearcher(threads: number): Searcher {
  const pool = createThreadPool(createLogger('bench', 'warn'), threads);
  const { signal } = new AbortController();

  return {
    prepare(training, { learner, task, candidates, halving, seed }) {
      const model = modelOf[learner];
      if (model === undefined) throw new Error(`There is no model of the learner ${learner}.`);
      const snapshot = encodeSnapshot(snapshotOf(training, model));
      const division = divisionOf(task, seed);
      const engine = learner as EngineName;
      const rungs = halving ? rungsFor(engine, candidates.length) : [{ candidates: candidates.length, share: 1 }];
      return async () => {
        const data = await pool.run('prepare', { snapshot, division, engine }, { signal });
        const fit = { data, division, engine, range: undefined };
        const { parameters, outOfFold } = await climb(rungs, candidates, (candidate, share) =>
          pool.run('crossValidate', { ...fit, parameters: withBudget(engine, candidate, share) }, { signal }),
        );
        return await loadPredictor(await pool.run('fitFinal', { ...fit, parameters, model, outOfFold }, { signal }));
      };
    },
    close: () => pool.close(),
  };

  async function climb(
    rungs: readonly Rung[],
    candidates: readonly Parameters[],
    validate: (candidate: Parameters, share: number) => Promise<CrossValidation>,
  ): Promise<{ readonly parameters: Parameters; readonly outOfFold: Float64Array }> {
    let going = candidates.map((_, index) => index);
    let results: CrossValidation[] = [];
    for (const { candidates: count, share } of rungs) {
      const finished = results.map(({ meanLoss }, at) => ({ index: going[at], mean: meanLoss }));
      if (finished.length > 0) going = advance(finished, count);
      results = await inLanes(going, (index) => validate(candidates[index], share));
    }
    // As their side chooses; `perennial train` asks for more before it leaves the defaults.
    const chosen = chooseCandidate(
      results.map(({ meanLoss, standardError }) => ({ mean: meanLoss, standardError })),
      'best',
    );
    return { parameters: candidates[going[chosen]], outOfFold: results[chosen].outOfFold };
  }

  /** As many at a time as there are threads; results in the order of the items. */
  async function inLanes<T, Result>(items: readonly T[], work: (item: T) => Promise<Result>): Promise<Result[]> {
    const results: Result[] = [];
    let next = 0;
    async function lane(): Promise<void> {
      while (next < items.length) {
        const at = next++;
        results[at] = await work(items[at]);
      }
    }
    await Promise.all(Array.from({ length: threads }, lane));
    return results;
  }
}
