import type { AdaptationName } from '../../domain/adaptation.ts';
import type { ModelName } from '../../domain/models.ts';
import { targets } from '../../domain/targets.ts';
import { fitScoreInterval } from '../../engine/calibration/interval.ts';
import { applyOutputMap, fitOutputMap, type OutputMap, outputMapKinds } from '../../engine/calibration/output-map.ts';
import { chooseThreshold } from '../../engine/calibration/threshold.ts';
import { selectValues } from '../../engine/data/matrix.ts';
import { encodePredictor, loadPredictor } from '../../engine/file/predictor-file.ts';
import type { Finish, Predictor } from '../../engine/predictor/predictor.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';
import { columnsOf, rawMatrix } from '../raw-columns.ts';

/** Rows of the table, by their places. */
export type Rows = readonly number[];

/** Labels, and the answers that were given before they were known. */
export type Judged = { readonly y: Float64Array; readonly p: Float64Array };

/** Something that may serve after a change. */
export type Challenger = {
  readonly name: AdaptationName;
  /** What it answers for some rows when it has learnt from others; null: these are too few. */
  answer(learnt: Rows, asked: Rows): Promise<Float64Array | null>;
  /** The file of what it learns from these rows; null: the champion's own. @param judged its answers in the order of time. */
  build(learnt: Rows, judged: Judged): Promise<Uint8Array | null>;
};

/** A line or a sigmoid has two numbers, of which labels of fewer rows than this say little. */
const leastRowsOfMap = 8;

/** The champion as it serves, without its map if it has one, and with a new map. A map is never put on another. */
export async function championsChallengers(
  champion: Predictor,
  table: SnapshotTable,
  model: ModelName,
): Promise<Challenger[]> {
  const { finish } = champion.description;
  const x = rawMatrix(table, columnsOf(champion));
  const served = champion.predict(x).output;
  const file = withMap(champion, finish, undefined);
  const base = finish.map === undefined ? served : await outputsOf(file, x);
  const range = finish.task === 'regression' ? finish.range : null;

  function mapped(map: OutputMap, rows: Rows): Float64Array {
    const answers = applyOutputMap(map, selectValues(base, rows));
    return range === null ? answers : answers.map((value) => Math.min(range[1], Math.max(range[0], value)));
  }

  function learn(kind: OutputMap['kind'], rows: Rows): OutputMap {
    return fitOutputMap(kind, selectValues(base, rows), selectValues(table.labels, rows));
  }

  const kept: Challenger = {
    name: 'kept',
    answer: async (_, asked) => selectValues(served, asked),
    build: async () => null,
  };
  const unmapped: Challenger = {
    name: 'unmapped',
    answer: async (_, asked) => selectValues(base, asked),
    build: async (_, judged) => withMap(champion, judgedFinish(finish, model, judged), undefined),
  };
  const maps = outputMapKinds[finish.task].map(
    (kind): Challenger => ({
      name: kind,
      answer: async (learnt, asked) => (learnt.length < leastRowsOfMap ? null : mapped(learn(kind, learnt), asked)),
      build: async (learnt, judged) => withMap(champion, judgedFinish(finish, model, judged), learn(kind, learnt)),
    }),
  );
  return [kept, ...(finish.map === undefined ? [] : [unmapped]), ...maps];
}

/** The bytes of the same learner with another finish. */
function withMap(champion: Predictor, { map: _, ...finish }: Finish, map: OutputMap | undefined): Uint8Array {
  const ends: Finish = map === undefined ? finish : { ...finish, map };
  return encodePredictor({ ...champion, description: { ...champion.description, finish: ends } });
}

/** How sure the answers are, and from where on they are a yes, by labels of after the change. */
function judgedFinish(finish: Finish, model: ModelName, { y, p }: Judged): Finish {
  if (finish.task === 'regression') return { ...finish, interval: fitScoreInterval(y, p, finish.interval.tolerance) };
  const wanted = Object.fromEntries(targets[model].map(({ metric, limit }) => [metric, limit]));
  return { ...finish, threshold: chooseThreshold(y, p, wanted) };
}

async function outputsOf(file: Uint8Array, x: ReturnType<typeof rawMatrix>): Promise<Float64Array> {
  const predictor = await loadPredictor(file);
  try {
    return predictor.predict(x).output;
  } finally {
    predictor.free();
  }
}
