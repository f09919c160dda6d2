import type { ModelName } from '../../domain/models.ts';
import { targets } from '../../domain/targets.ts';
import { selectRows, selectValues } from '../../engine/data/matrix.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { estimator } from '../../engine/estimators.ts';
import { encodePredictor } from '../../engine/file/predictor-file.ts';
import { trainFinal } from '../../engine/predictor/fit-model.ts';
import { fitPipeline, predictRaw } from '../../engine/predictor/fit-pipeline.ts';
import { hashSeed } from '../../engine/random.ts';
import { defaultLoss, evaluateCandidate } from '../../engine/search/search.ts';
import { groupedFolds } from '../../engine/search/splits.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';
import { columnsToTrain, rawMatrix } from '../raw-columns.ts';
import { type Division, rowsOf, toTrainingAttributes } from '../training-set.ts';
import type { Challenger, Rows } from './challengers.ts';

/** Trees of fewer rows than this are of single leads. */
const leastRows = 40;

/** A model of the newest rows alone, with the parameters that the full search chose. */
export function recentChallenger(input: {
  readonly table: SnapshotTable;
  readonly division: Division;
  readonly engine: EngineName;
  readonly parameters: Parameters;
  readonly range: readonly [number, number] | undefined;
  readonly model: ModelName;
  readonly stopped: () => boolean;
}): Challenger {
  const { table, division, engine, parameters, range, model, stopped } = input;
  const { task, cvFolds } = division;

  function pipelineOf(learnt: Rows) {
    const columns = columnsToTrain(table, learnt);
    const { x, y, groups } = rowsOf(table, learnt, columns);
    const attributes = toTrainingAttributes(columns, groups, division.seed);
    const seed = hashSeed(division.seed, 'recent');
    const learner = { estimator: estimator(engine), parameters, seed, range, watch: { stopped } };
    return { columns, groups, fit: { x, y, task, ...learner, ...(attributes && { attributes }) } };
  }

  return {
    name: 'recent',
    async answer(learnt, asked) {
      if (learnt.length < leastRows || !hasBothClasses(task, selectValues(table.labels, learnt))) return null;
      const { columns, fit } = pipelineOf(learnt);
      const pipeline = await fitPipeline(fit);
      try {
        return predictRaw(pipeline, selectRows(rawMatrix(table, columns), asked), range);
      } finally {
        pipeline.model.free();
      }
    },
    async build(learnt) {
      const { columns, groups, fit } = pipelineOf(learnt);
      const folds = groupedFolds({ groups, y: fit.y, task, folds: cvFolds, seed: hashSeed(division.seed, 'folds') });
      const { outOfFold } = await evaluateCandidate({ ...fit, folds, loss: defaultLoss[task] });
      const wanted = Object.fromEntries(targets[model].map(({ metric, limit }) => [metric, limit]));
      const predictor = await trainFinal({ ...fit, folds, outOfFold, featureNames: columns.names, targets: wanted });
      try {
        return encodePredictor(predictor);
      } finally {
        predictor.free();
      }
    },
  };
}

function hasBothClasses(task: Division['task'], y: Float64Array): boolean {
  return task === 'regression' || (y.includes(0) && y.includes(1));
}
