import { defaultTrainingOptions } from '../../../contract/messages.ts';
import { isHeldOut } from '../../../domain/holdout.ts';
import { estimator } from '../../../engine/estimators.ts';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import { fitPipeline } from '../../../engine/predictor/fit-pipeline.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { sampleCandidates } from '../../../engine/search/search-space.ts';
import { rowsOf } from '../../../jobs/training-set.ts';
import { currentFeatures } from '../../../models/features.ts';
import { leadScoring } from '../../../models/lead-scoring/definition.ts';
import { searchSpace } from '../../../models/search-space.ts';
import { decodeSnapshot } from '../../../store/artifacts/snapshot-table.ts';
import { readChampion } from '../../../store/training/versions.ts';
import { startPipeline } from '../../../test/workflows/running-pipeline.ts';

/** Large enough that what a moment adds isn't hidden by how little a model has learnt. */
const leads = 600;

export type Learnt = {
  /** The deployed version: learnt at several moments, to be served as of now. */
  readonly served: Predictor;
  /** The defaults for the rows of the first moment alone: what releases before learnt, to be served as of 48 hours. */
  readonly frozen: Awaited<ReturnType<typeof fitPipeline>>;
  /** What it reads: the guide's features alone. */
  readonly frozenNames: readonly string[];
  /** How many leads the deployed version learnt from. */
  readonly leads: number;
  free(): void;
};

/** A simulated business trains lead scoring, by the product's own `retrain`. */
export async function learnBusiness(seed: number, lateInterest: number): Promise<Learnt> {
  const pipeline = await startPipeline({
    seed,
    world: { leads, contacts: Math.round((5 / 3) * leads), conversations: Math.round(1.25 * leads), lateInterest },
  });
  try {
    const options = { ...defaultTrainingOptions, candidates: 1 };
    const { retrainId } = await pipeline.control.start({ models: ['lead_scoring'], options, trigger: 'cli' });
    await pipeline.control.waitFor(retrainId);
    const champion = await readChampion(pipeline.database, 'lead_scoring');
    if (champion === null) throw new Error(`seed ${seed}: nothing was deployed`);
    const served = await loadPredictor(await pipeline.blobs.get(champion.artifactHash));
    const table = decodeSnapshot(await pipeline.blobs.get(champion.snapshotHash));
    const first = [...table.subjects.keys()].filter(
      (row) =>
        table.subjects[row] !== table.subjects[row - 1] &&
        !isHeldOut(table.contacts[row] ?? '', defaultTrainingOptions.testSize),
    );
    const frozenNames = currentFeatures(leadScoring)
      .filter(({ beside }) => beside === undefined)
      .map(({ name }) => name);
    const { x, y } = rowsOf(table, first, { names: frozenNames, attributes: [] });
    const { task, engine } = served.description;
    // the first candidate is the defaults
    const [parameters = {}] = sampleCandidates(searchSpace(engine, task, y.length), 1, seed);
    const range = leadScoring.labelRange;
    const frozen = await fitPipeline({ x, y, task, estimator: estimator(engine), parameters, seed, range });
    return {
      served,
      frozen,
      frozenNames,
      leads: first.length,
      free() {
        served.free();
        frozen.model.free();
      },
    };
  } finally {
    await pipeline.close();
  }
}
