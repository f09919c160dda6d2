import { type ModelName, modelTitles } from '../../domain/models.ts';
import type { RunOutcome } from '../../domain/runs.ts';
import type { Metrics } from '../../domain/targets.ts';
import type { EngineName } from '../../engine/estimator.ts';
import type { ModelFailure } from '../../workflows/messages.ts';
import { formatBytes, formatCount, formatDuration, plural } from './format.ts';
import { type Intervals, metricLines } from './metrics.ts';

const learners: Readonly<Record<EngineName, string>> = {
  'ml-xgboost': 'XGBoost',
  'ml-random-forest': 'Random Forest',
  logistic: 'Logistic Regression',
};

const countWords = ['no', 'one', 'two', '3'] as const;

export function pipelineHeading(models: readonly ModelName[]): string[] {
  const which =
    models.length === 3
      ? 'all 3 ML models'
      : models.length === 1
        ? models[0]
        : `${countWords[models.length]} ML models`;
  return [' ML MODEL TRAINING PIPELINE', '', `Training ${which}...`];
}

export function trainingHeading(model: ModelName): string[] {
  return ['', ` TRAINING ${modelTitles[model]}`, '', ' Preparing training data...'];
}

export function samplesLines(samples: {
  readonly training: number;
  readonly testing: number;
  readonly features: number;
}): string[] {
  return [
    `   Training samples: ${formatCount(samples.training)}`,
    `   Testing samples: ${formatCount(samples.testing)}`,
    `   Features: ${formatCount(samples.features)}`,
    '',
  ];
}

export function searchLines(search: {
  readonly engine: EngineName;
  readonly cvFolds: number;
  readonly candidates: number;
}): string[] {
  const tuning =
    search.candidates > 1
      ? `Hyperparameter tuning enabled (${plural(search.candidates, 'candidate')})`
      : 'Hyperparameter tuning off (1 candidate: the defaults)';
  return [
    ` Training ${learners[search.engine]} model with cross-validation...`,
    `   CV Folds: ${search.cvFolds}`,
    `   ${tuning}`,
  ];
}

/** What a completed run left: its figures, the gate's verdict, where the model is. */
export type TrainedModel = {
  readonly model: ModelName;
  readonly outcome: RunOutcome;
  readonly version: string | null;
  readonly metrics: Metrics;
  readonly intervals: Intervals;
  readonly reason: string;
  /** What the run has to say about itself, a sentence each. */
  readonly notes: readonly string[];
  readonly saved: { readonly path: string; readonly byteCount: number } | null;
  /** Milliseconds */
  readonly duration: number | null;
};

export function trainedLines(trained: TrainedModel): string[] {
  const deployed = trained.outcome === 'deployed';
  const name = trained.version === null ? 'the new version' : `version ${trained.version}`;
  const verdict = deployed ? `OK Deployed: ${name}` : `NO Not deployed: ${name}`;
  return [
    '',
    `OK Training complete!${trained.duration === null ? '' : ` (${formatDuration(trained.duration)})`}`,
    '',
    ' Model Performance:',
    ...metricLines(trained.model, trained.metrics, trained.intervals),
    ...(trained.saved === null
      ? []
      : [`   Model saved: ${trained.saved.path} (${formatBytes(trained.saved.byteCount)})`]),
    ...trained.notes.map((note) => `   Note: ${note}`),
    '',
    verdict,
    `   ${trained.reason}`,
  ];
}

export function failedLines(model: ModelName, state: 'failed' | 'cancelled', failure: ModelFailure): string[] {
  const title = modelTitles[model].toLowerCase();
  if (state === 'cancelled') return ['', `NO Training of the ${title} was cancelled.`];
  return ['', `NO Training of the ${title} failed`, `   ${failure.code}: ${failure.message}`, `   ${failure.remedy}`];
}

export type ModelEnding = { readonly model: ModelName; readonly ending: RunOutcome | 'failed' | 'cancelled' };

const endings: Readonly<Record<ModelEnding['ending'], string>> = {
  deployed: 'OK deployed',
  champion_kept: 'NO champion kept',
  failed: 'NO failed',
  cancelled: 'NO cancelled',
};

export function trainingSummary(models: readonly ModelEnding[]): string[] {
  return ['', ' TRAINING SUMMARY', '', ...models.map(({ model, ending }) => `   ${endings[ending]} - ${model}`)];
}
