import type { AbandonStep, FinishStep, Snapshot } from '../../contract/step-types.ts';
import { belowTarget, ownLimit } from '../../domain/alerts/guide-targets.ts';
import { eventObservation, type Observation } from '../../domain/alerts/observation.ts';
import type { Metrics } from '../../domain/targets.ts';
import { isUnusual } from '../../domain/unusual-run.ts';
import type { AlertContext } from '../../mail/compose-alert.ts';
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

/**
 * A finished run as observations: the fact that it didn't fail, and its metrics on the holdout if its version serves now. What
 * was refused or goes on trial serves nobody, so it degrades nothing (`candidate-news.ts`). An unusual run says nothing.
 *
 * @param unmet see `Observation`
 */
export function finishedRunBatch(step: FinishStep, earlier: Earlier, unmet: readonly string[]): AlertBatch {
  const { model, requestedAt, evaluation, snapshot, runId, trigger, options, deployed } = step;
  const { metrics, intervals } = evaluation;
  const of = { model, window: requestedAt, source: 'training' } as const;
  // rows of a single moment have labels that took a horizon
  const windowDays = snapshot.windowDays ?? snapshot.horizonDays;
  const from = { versionId: deployed.versionId, samples: snapshot.testing, windowDays };
  const held = (metric: string) => (unmet.length === 0 ? {} : { unmet, own: ownLimit(metric, metrics, intervals) });
  const serves = deployed.outcome === 'deployed' && !isUnusual(trigger, options);
  const note = belowTarget(model, unmet, metrics);
  const observations: Observation[] = serves
    ? [
        ...Object.entries(metrics).map(([metric, value]) => {
          const { low = null, high = null } = intervals[metric] ?? {};
          const baseline = earlier.championMetrics?.[metric] ?? null;
          return { ...of, ...from, metric, value, low, high, baseline, ...held(metric) };
        }),
        eventObservation('below_target', note !== '', of),
      ]
    : [eventObservation('no_data', false, of)];
  const undefinedMetrics = Object.entries(evaluation.undefinedMetrics).map(([metric, why]) => `${metric}: ${why}`);
  return {
    key: runId,
    observations: [...observations, eventObservation('training_failed', false, of)],
    details: { below_target: note, no_data: undefinedMetrics.join('; ') },
    context: { facts: [['What happened', whatHappened(step)], ...runFacts(step)], causes: runCauses(step, earlier) },
  };
}

export function runFacts({ runId, trigger, snapshot }: FinishStep): AlertContext['facts'] {
  return [
    ['Run', runId],
    ['Trigger', trigger],
    ['Samples', `${snapshot.training} for training, ${snapshot.testing} for testing`],
    ['Data', `as of ${snapshot.asOf}, snapshot ${snapshot.hash.slice(0, 12)}`],
    ...windowFact(snapshot),
  ];
}

/** What may have made a run's figures what they are, the most telling first. */
export function runCauses({ options, snapshot, validation }: FinishStep, earlier: Earlier): string[] {
  return [
    ...(options.shuffleLabels
      ? ['The labels of this run were shuffled on purpose, to show that the gate refuses.']
      : []),
    ...(earlier.trainingSamples !== null && snapshot.training < fewerSamples * earlier.trainingSamples
      ? [`Fewer samples: ${snapshot.training} for training, after ${earlier.trainingSamples} in the previous run.`]
      : []),
    ...(earlier.error === null ? [] : [`The previous run failed: ${earlier.error.message}`]),
    ...validation.warnings,
  ];
}

/** An unusual run that fails says something about its options. Too little data to learn from counts as 'no data'; everything else that ends a run is a failed training. */
export function failedRunBatch(step: AbandonStep): AlertBatch {
  const { model, requestedAt, runId, trigger, options, failure } = step;
  const metric = failure.code === 'not_enough_training_data' ? 'no_data' : 'training_failed';
  return {
    key: runId,
    observations: isUnusual(trigger, options)
      ? []
      : [eventObservation(metric, true, { model, window: requestedAt, source: 'training' })],
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
