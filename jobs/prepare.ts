import { selectAttributes, type TrainingAttributes } from '../engine/categories/fit-attributes.ts';
import type { Matrix } from '../engine/data/matrix.ts';
import { selectRows, selectValues } from '../engine/data/matrix.ts';
import type { Parameters } from '../engine/data/parameters.ts';
import type { EngineName } from '../engine/engine-names.ts';
import { estimator } from '../engine/estimators.ts';
import { sharedCopy } from '../engine/parallel/shared-copy.ts';
import { type PreparedRows, preparedBytes, prepareRows } from '../engine/predictor/fit-pipeline.ts';
import { rowsOfFold } from '../engine/search/splits.ts';
import { decodeSnapshot } from '../store/artifacts/snapshot-table.ts';
import { type Division, trainingRows } from './training-set.ts';

/**
 * A snapshot prepared for all fits of one search: decoded, divided, and the training rows of each fold preprocessed and
 * binned once (k + 1 times, with the set of all rows), however many candidates there are. Large arrays lie in shared memory,
 * so threads share them without copies.
 */
export type PreparedData = {
  /** Names of the columns of `x`. */
  readonly features: readonly string[];
  readonly x: Matrix;
  readonly y: Float64Array;
  /** The fold of each row. */
  readonly folds: Uint8Array;
  /** Left out: there are none. */
  readonly attributes?: TrainingAttributes;
  /** The training rows of each fold. */
  readonly perFold: readonly PreparedRows[];
  /** All training rows, for fitting the final model. */
  readonly whole: PreparedRows;
};

export type PrepareInput = {
  /** The snapshot's bytes. */
  readonly snapshot: Uint8Array;
  readonly division: Division;
  readonly engine: EngineName;
  /** Of a candidate; with attributes, the rows are prepared for candidates with its style of encoding. */
  readonly parameters?: Parameters;
};

export async function prepare({ snapshot, division, engine, parameters = {} }: PrepareInput): Promise<PreparedData> {
  const table = decodeSnapshot(snapshot);
  const { x, y, folds, columns, attributes } = trainingRows(table, division);
  const common = { task: division.task, estimator: estimator(engine), parameters };
  return {
    features: columns.names,
    x: { ...x, values: sharedCopy(x.values) },
    y: sharedCopy(y),
    folds,
    ...(attributes && { attributes }),
    perFold: Array.from({ length: division.cvFolds }, (_, fold) => {
      const { training } = rowsOfFold(folds, fold);
      return prepareRows({
        ...common,
        x: selectRows(x, training),
        y: selectValues(y, training),
        attributes: attributes && selectAttributes(attributes, training),
      });
    }),
    whole: prepareRows({ ...common, x, y, attributes }),
  };
}

export function byteLengthOfPrepared({ x, y, folds, perFold, whole }: PreparedData): number {
  const rows = [...perFold, whole].reduce((sum, prepared) => sum + preparedBytes(prepared), 0);
  return x.values.byteLength + y.byteLength + folds.byteLength + rows;
}
