import { type CallRule, callRule } from '../domain/calls.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { ModelName } from '../domain/models.ts';
import { expectedConfusion } from '../domain/monitoring/expected-confusion.ts';
import { type Measurement, type MeasurementSource, noData } from '../domain/monitoring/measurement.ts';
import { type Segment, type SegmentedRow, segmentRows } from '../domain/monitoring/segments.ts';
import { bootstrapMetrics, defaultBootstrap, type Interval, replicatesFor } from '../engine/bootstrap.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import { accuracy, f1, precision, recall } from '../engine/metrics/confusion.ts';
import { type Metric, noRows } from '../engine/metrics/metric.ts';
import { brierSkill } from '../engine/metrics/probability.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import { measure, thresholdOf } from './measure.ts';

/** A prediction with its outcome. */
export type MaturedRow = SegmentedRow & { readonly contact: string; readonly output: number; readonly label: number };
/** A prediction, with or without an outcome. */
export type Answer = { readonly output: number; readonly confidence: number };

export type MeasureLiveInput = {
  readonly model: ModelName;
  readonly artifact: Uint8Array;
  /** What the version learnt from; null: the model has one source. */
  readonly labels: LabelSource | null;
  readonly seed: number;
  readonly matured: readonly MaturedRow[];
  readonly answers: readonly Answer[];
};

/** How accurate a version was, in total and by segment, and how accurate it estimates its latest answers to be. */
export async function measureLive({
  model,
  artifact,
  labels,
  seed,
  matured,
  answers,
}: MeasureLiveInput): Promise<Measurement[]> {
  const predictor = await loadPredictor(artifact);
  try {
    const settings = { ...defaultBootstrap, seed };
    return [
      ...segmentRows(matured).flatMap((segment) => labelledMetrics(predictor, matured, segment, settings, 'live')),
      ...whatCameTrue(matured, callRule(model, thresholdOf(predictor), labels), settings),
      ...estimates(predictor, answers, settings),
    ];
  } finally {
    predictor.free();
  }
}

type Settings = typeof defaultBootstrap & { readonly seed: number };

export function labelledMetrics(
  predictor: Predictor,
  matured: readonly MaturedRow[],
  { name, rows }: Segment,
  settings: Settings,
  source: Extract<MeasurementSource, 'live' | 'rescored'>,
): Measurement[] {
  const y = Float64Array.from(rows, (row) => matured[row].label);
  const p = Float64Array.from(rows, (row) => matured[row].output);
  const intervals = bootstrapMetrics(y, p, (labels, outputs) => figures(predictor, labels, outputs), {
    ...settings,
    replicates: replicatesFor(rows.length),
    groups: rows.map((row) => matured[row].contact),
  });
  return toMeasurements(source, name, intervals, rows.length);
}

/** The share that came true, of all and of those whom the model named: what it is good for. */
function whatCameTrue(matured: readonly MaturedRow[], { calledFrom, trueFrom }: CallRule, settings: Settings) {
  const all = matured.filter(({ acted }) => !acted);
  const called = all.filter(({ output }) => output >= calledFrom);
  const shareOf = (segment: string, rows: readonly MaturedRow[]) => {
    const y = Float64Array.from(rows, ({ label }) => (label >= trueFrom ? 1 : 0));
    const groups = rows.map(({ contact }) => contact);
    const bootstrap = { ...settings, replicates: replicatesFor(rows.length), groups };
    const share = (labels: Float64Array) => ({ cameTrue: labels.length === 0 ? noRows : { value: mean(labels) } });
    return toMeasurements('live', segment, bootstrapMetrics(y, y, share, bootstrap), rows.length);
  };
  return [...shareOf('all', all), ...shareOf('called', called)];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figures(predictor: Predictor, y: Float64Array, p: Float64Array): Readonly<Record<string, Metric>> {
  const { finish } = predictor.description;
  const measured = measure(finish.task, y, p, thresholdOf(predictor));
  if (finish.task === 'classification') return { ...measured, skill: brierSkill(y, p) };
  const within = y.filter((label, row) => Math.abs(label - p[row]) <= finish.interval.tolerance).length;
  return { ...measured, withinTolerance: y.length === 0 ? noRows : { value: within / y.length } };
}

/**
 * How accurate the answers are by the model's own estimate. Classification: from the calibrated probabilities. A score has
 * no probability; the estimate is the chance that it lies within the tolerance of the truth.
 */
function estimates(predictor: Predictor, answers: readonly Answer[], settings: Settings): Measurement[] {
  const regression = predictor.description.task === 'regression';
  const threshold = thresholdOf(predictor);
  const said = Float64Array.from(answers, ({ output, confidence }) => (regression ? confidence : output));
  const intervals = bootstrapMetrics(
    said,
    said,
    (_, outputs) => (regression ? expectedWithin(outputs) : expectedMetrics(outputs, threshold)),
    { ...settings, replicates: replicatesFor(said.length) },
  );
  return toMeasurements('estimate', 'all', intervals, said.length);
}

function expectedMetrics(p: Float64Array, threshold: number): Readonly<Record<string, Metric>> {
  const counts = expectedConfusion(p, threshold);
  const metrics = { accuracy: accuracy(counts), precision: precision(counts), recall: recall(counts), f1: f1(counts) };
  return p.length > 0 ? metrics : { accuracy: noRows, precision: noRows, recall: noRows, f1: noRows };
}

function expectedWithin(confidence: Float64Array): Readonly<Record<string, Metric>> {
  if (confidence.length === 0) return { withinTolerance: noRows };
  return { withinTolerance: { value: confidence.reduce((sum, value) => sum + value, 0) / confidence.length } };
}

/** A value that exists by convention only (R2 of a constant label, precision without a predicted positive) is left undefined. */
function toMeasurements(
  source: MeasurementSource,
  segment: string,
  intervals: Readonly<Record<string, Interval>>,
  samples: number,
): Measurement[] {
  return Object.entries(intervals).map(([metric, { estimate, lower, upper }]) => {
    if (estimate.value === null) return noData(source, metric, segment, estimate.reason, samples);
    if (estimate.warning !== undefined) return noData(source, metric, segment, estimate.warning, samples);
    const { value } = estimate;
    return { source, metric, segment, value, low: lower, high: upper, noise: null, samples, reason: null };
  });
}
