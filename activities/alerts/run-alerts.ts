import type { AbandonStep, FinishStep, Snapshot } from '../../contract/step-types.ts';
import { eventObservation, type Observation } from '../../domain/alerts/observation.ts';
import type { Metrics } from '../../domain/targets.ts';
import type { AlertBatch } from './raise-alerts.ts';

/** The state before the run, from which the mail tells what changed. */
export type Earlier = {
  /** The champion's metrics when it was evaluated. */
  readonly championMetrics: Metrics | null;
  /** Of the previous run. */
  readonly trainingSamples: number | null;
  readonly error: { readonly message: string } | null;
};

/** Below this share of the previous run's samples, their number is named as a cause. */
const fewerSamples = 0.8;

/** A finished run as observations: its metrics on the holdout, and the fact that it didn't fail. */
export function finishedRunBatch(step: FinishStep, earlier: Earlier): AlertBatch {
  const { model, requestedAt, evaluation, snapshot, runId, trigger, validation, options, deployed } = step;
  const of = { model, window: requestedAt, source: 'training' } as const;
  // rows of a single moment have labels that took a horizon
  const windowDays = snapshot.windowDays ?? snapshot.horizonDays;
  const from = { versionId: deployed.versionId, samples: snapshot.testing, windowDays };
  const observations = Object.entries(evaluation.metrics).map(([metric, value]): Observation => {
    const interval = evaluation.intervals[metric];
    return {
      ...of,
      ...from,
      metric,
      value,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      baseline: earlier.championMetrics?.[metric] ?? null,
    };
  });
  const undefinedMetrics = Object.entries(evaluation.undefinedMetrics).map(([metric, why]) => `${metric}: ${why}`);
  return {
    key: runId,
    observations: [...observations, eventObservation('training_failed', false, of)],
    details: { no_data: undefinedMetrics.join('; ') },
    context: {
      facts: [
        ['What happened', whatHappened(step)],
        ['Run', runId],
        ['Trigger', trigger],
        ['Samples', `${snapshot.training} for training, ${snapshot.testing} for testing`],
        ['Data', `as of ${snapshot.asOf}, snapshot ${snapshot.hash.slice(0, 12)}`],
        ...windowFact(snapshot),
      ],
      causes: [
        ...(options.shuffleLabels
          ? ['The labels of this run were shuffled on purpose, to show that the gate refuses.']
          : []),
        ...(earlier.trainingSamples !== null && snapshot.training < fewerSamples * earlier.trainingSamples
          ? [`Fewer samples: ${snapshot.training} for training, after ${earlier.trainingSamples} in the previous run.`]
          : []),
        ...(earlier.error === null ? [] : [`The previous run failed: ${earlier.error.message}`]),
        ...validation.warnings,
      ],
    },
  };
}

/** Too little data to learn from counts as 'no data'; everything else that ends a run is a failed training. */
export function failedRunBatch(step: AbandonStep): AlertBatch {
  const { model, requestedAt, runId, trigger, failure } = step;
  const metric = failure.code === 'not_enough_training_data' ? 'no_data' : 'training_failed';
  return {
    key: runId,
    observations: [eventObservation(metric, true, { model, window: requestedAt, source: 'training' })],
    details: { [metric]: `${failure.message} ${failure.remedy}`.trim() },
    context: {
      facts: [
        ['Run', runId],
        ['Trigger', trigger],
        ['Error', failure.code],
      ],
      causes: [],
    },
  };
}

function windowFact({ windowDays, windowReason }: Snapshot): AlertBatch['context']['facts'] {
  return windowReason === null ? [] : [['Window', `${windowDays} days: ${windowReason}`]];
}

function whatHappened({ deployed: { outcome, version, reason }, gate, evaluation }: FinishStep): string {
  const champion = evaluation.champion ?? '';
  const endings = {
    deployed: `Version ${version} was deployed.`,
    champion_kept: `The champion ${champion} keeps serving; version ${version} was not deployed.`,
    in_gate: `Version ${version} goes on trial beside the champion ${champion}, which keeps serving.`,
  };
  return `${reason ?? gate.reason} ${endings[outcome]}`;
}
