import { isHeldOut } from '../domain/holdout.ts';
import { findErrorShift } from '../domain/monitoring/error-shift.ts';
import type { Measurement } from '../domain/monitoring/measurement.ts';
import { defaultBootstrap } from '../engine/bootstrap.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import { decodeSnapshot, type SnapshotTable } from '../store/artifacts/snapshot-table.ts';
import { firstRows } from './measure-drift.ts';
import { labelledMetrics, type MaturedRow } from './measure-live.ts';
import { columnsOf } from './raw-columns.ts';
import { divide, rowsOf } from './training-set.ts';

export type MeasureRescoredInput = {
  readonly artifact: Uint8Array;
  readonly seed: number;
  /** The version's training set: what it learnt doesn't count. */
  readonly snapshot: Uint8Array;
  readonly testSize: number;
  /** Rows whose labels are known by now, with the features of their own moment. */
  readonly labelled: SnapshotTable;
  /** Rows of moments before this say nothing of the present, in milliseconds; null: all do. */
  readonly from: number | null;
};

const day = 86_400_000;

/** How accurate a version would have been about subjects whose labels are known by now, asked at their own moment. */
export async function measureRescored(input: MeasureRescoredInput): Promise<Measurement[]> {
  const { artifact, seed, snapshot, testSize, labelled, from } = input;
  const rows = unlearntRows(decodeSnapshot(snapshot), labelled, testSize, from);
  const predictor = await loadPredictor(artifact);
  try {
    const { x, y, groups } = rowsOf(labelled, rows, columnsOf(predictor));
    const { output } = predictor.predict(x);
    const matured = groups.map((contact, row): MaturedRow => {
      return { contact, output: output[row], label: y[row], acted: false, source: null, country: null, campaign: null };
    });
    const all = { name: 'all', rows: [...matured.keys()] };
    const settings = { ...defaultBootstrap, seed };
    return [
      ...labelledMetrics(predictor, matured, all, settings, 'rescored'),
      ...newestErrors(predictor, decodeSnapshot(snapshot), testSize, labelled, rows, output),
    ];
  } finally {
    predictor.free();
  }
}

/** Of scores; whether answers to other questions come true differs from week to week by more than chance. */
function newestErrors(
  predictor: Predictor,
  learnt: SnapshotTable,
  testSize: number,
  { labels, moments }: SnapshotTable,
  rows: readonly number[],
  output: Float64Array,
): Measurement[] {
  if (predictor.description.task !== 'regression') return [];
  const { holdout } = divide(firstRows(learnt), testSize, columnsOf(predictor));
  const evaluated = predictor.predict(holdout.x).output;
  const usual = Array.from(holdout.y, (label, at) => Math.abs(label - (evaluated[at] ?? 0)));
  const errors = [...rows.keys()]
    .toSorted((a, b) => (moments[rows[a] ?? 0] ?? 0) - (moments[rows[b] ?? 0] ?? 0))
    .map((at) => Math.abs((labels[rows[at] ?? 0] ?? 0) - (output[at] ?? 0)));
  const found = findErrorShift(errors, usual);
  if (found === null) return [];
  const { shift: value, answers: samples } = found;
  const none = { low: null, high: null, noise: null, reason: null };
  return [{ source: 'rescored', metric: 'error_shift', segment: 'all', value, samples, ...none }];
}

/**
 * Rows that the version didn't learn: of subjects that were held out or that it never saw, or at least a horizon later than it saw them.
 * Two rows of a subject that lie closer share the better part of their labels' windows.
 */
export function unlearntRows(
  learnt: SnapshotTable,
  labelled: SnapshotTable,
  testSize: number,
  from: number | null,
): number[] {
  const seenUntil = new Map<string, number>();
  learnt.subjects.forEach((subject, row) => {
    if (isHeldOut(learnt.contacts[row], testSize)) return;
    seenUntil.set(subject, Math.max(seenUntil.get(subject) ?? Number.NEGATIVE_INFINITY, learnt.moments[row]));
  });
  const apart = learnt.horizonDays * day;
  return [...labelled.subjects.keys()].filter((row) => {
    if (Number.isNaN(labelled.labels[row]) || (from !== null && labelled.moments[row] < from)) return false;
    const seen = seenUntil.get(labelled.subjects[row]);
    return seen === undefined || labelled.moments[row] - seen >= apart;
  });
}
