import type { ModelFailure } from '../../../contract/messages.ts';
import { type ModelName, modelNames, modelTitles } from '../../../domain/models.ts';
import type { RunOutcome } from '../../../domain/runs.ts';
import type { Metrics } from '../../../domain/targets.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { formatBytes, formatCount, formatDecimal, formatDuration, formatShare, plural } from '../format.ts';
import { type Intervals, metricLines, metricSummary } from '../operation/metrics.ts';

const learners: Readonly<Record<EngineName, string>> = {
  boosting: 'Gradient Boosting',
  forest: 'Random Forest',
  'ml-xgboost': 'XGBoost (ml-xgboost)',
  'ml-random-forest': 'Random Forest (ml-random-forest)',
  logistic: 'Logistic Regression',
};

export function pipelineHeading(models: readonly ModelName[]): string[] {
  const all = models.length === modelNames.length;
  const which =
    models.length === 1 ? modelTitles[models[0]].toLowerCase() : `${all ? 'all ' : ''}${models.length} ML models`;
  return [' ML MODEL TRAINING PIPELINE', '', `Training ${which}...`];
}

export function trainingHeading(model: ModelName): string[] {
  return ['', ` TRAINING ${modelTitles[model]}`, '', ' Preparing training data...'];
}

export function samplesLines(samples: {
  readonly training: number;
  readonly testing: number;
  readonly features: number;
  /** What else is learnt from, beside the features that are counted. */
  readonly beside?: readonly string[];
  /** Where a sample is learnt at several moments: how many rows they make. */
  readonly moments?: { readonly training: number; readonly testing: number };
}): string[] {
  const { moments, beside = [] } = samples;
  const rows = (count: number | undefined) => (count === undefined ? '' : ` (at ${plural(count, 'moment')})`);
  return [
    `   Training samples: ${formatCount(samples.training)}${rows(moments?.training)}`,
    `   Testing samples: ${formatCount(samples.testing)}${rows(moments?.testing)}`,
    `   Features: ${formatCount(samples.features)}${beside.map((each) => `, and ${each}`).join('')}`,
    '',
  ];
}

export function searchLines(search: {
  readonly engine: EngineName;
  readonly cvFolds: number;
  /** Number of candidates at each rung; the first rung has all of them. */
  readonly rungs: readonly number[];
}): string[] {
  const [candidates = 1, ...fewer] = search.rungs;
  const climb = fewer.length === 0 ? '' : `; the best ${fewer.join(', then ')} advance`;
  const tuning =
    candidates > 1
      ? `Hyperparameter tuning enabled (${plural(candidates, 'candidate')}${climb})`
      : 'Hyperparameter tuning off (1 candidate: the defaults)';
  return [
    ` Training ${learners[search.engine]} model with cross-validation...`,
    `   CV Folds: ${search.cvFolds}`,
    `   ${tuning}`,
  ];
}

/** What a completed run left: its figures, the holdout verdict, where the model is. */
export type TrainedModel = {
  readonly model: ModelName;
  readonly outcome: RunOutcome;
  readonly version: string | null;
  readonly metrics: Metrics;
  readonly intervals: Intervals;
  /** The same metrics for a guess that looks at no feature. */
  readonly baseline: Metrics;
  /** Features by their share (0-1) of the model's output, largest first. */
  readonly importance: readonly { readonly feature: string; readonly share: number }[];
  /** `chosen` counts from 0; `loss` is its mean in the cross-validation. */
  readonly search: {
    readonly rungs: readonly { readonly candidates: number }[];
    readonly candidates: number;
    readonly chosen: number;
    readonly loss: number;
  };
  /** What its labels are made of. Left out: the model has one source of labels. */
  readonly labels?: string;
  /** The business's own columns, in clauses. */
  readonly attributes?: readonly string[];
  /** The holdout verdict's. */
  readonly reason: string;
  /** Remarks of the run, one sentence each. */
  readonly notes: readonly string[];
  readonly saved: { readonly path: string; readonly byteCount: number } | null;
  /** Milliseconds */
  readonly duration: number | null;
};

export function trainedLines(trained: TrainedModel): string[] {
  const name = trained.version === null ? 'the new version' : `version ${trained.version}`;
  return [
    '',
    `OK Training complete!${trained.duration === null ? '' : ` (${formatDuration(trained.duration)})`}`,
    '',
    ' Model Performance:',
    ...metricLines(trained.model, trained.metrics, trained.intervals),
    `   Without a model: ${metricSummary(trained.model, trained.baseline)}`,
    ...searchResult(trained.search),
    ...importanceLine(trained.importance),
    ...(trained.labels === undefined ? [] : [`   ${trained.labels}`]),
    ...(trained.attributes ?? []).map((clause) => `   ${capitalised(clause)}.`),
    ...(trained.saved === null
      ? []
      : [`   Model saved: ${trained.saved.path} (${formatBytes(trained.saved.byteCount)})`]),
    ...trained.notes.map((note) => `   Note: ${note}`),
    '',
    `${verdicts[trained.outcome]}: ${name}`,
    `   ${trained.reason}`,
    ...(trained.outcome === 'in_gate' ? onTrial(trained) : []),
  ];
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const verdicts: Readonly<Record<RunOutcome, string>> = {
  deployed: 'OK Deployed',
  champion_kept: 'NO Not deployed',
  in_gate: 'OK On trial beside the champion',
};

function onTrial({ model, version }: TrainedModel): string[] {
  return [
    `   Live traffic decides: npx perennial gate show ${model}-${version}`,
    `   To deploy it at once: npx perennial deploy ${model} ${version}`,
  ];
}

function searchResult({ rungs, candidates, chosen, loss }: TrainedModel['search']): string[] {
  if (candidates < 2) return [];
  const climbed =
    rungs.length < 2 ? '' : ` over ${rungs.length} rungs (${rungs.map((rung) => rung.candidates).join(', ')})`;
  const which = chosen === 0 ? '#1, the defaults' : `#${chosen + 1}`;
  return [
    `   Chosen from ${candidates} candidates${climbed}: ${which} (cross-validation loss ${formatDecimal(loss, 3)})`,
  ];
}

function importanceLine(importance: TrainedModel['importance']): string[] {
  const first = importance.slice(0, 3).map(({ feature, share }) => `${feature} ${formatShare(share, 0)}`);
  return first.length === 0 ? [] : [`   Most important features: ${first.join(', ')}`];
}

export function failedLines(model: ModelName, state: 'failed' | 'cancelled', failure: ModelFailure): string[] {
  const title = modelTitles[model].toLowerCase();
  if (state === 'cancelled') return ['', `NO Training of the ${title} was cancelled.`];
  return ['', `NO Training of the ${title} failed`, `   ${failure.code}: ${failure.message}`, `   ${failure.remedy}`];
}

export type ModelEnding = { readonly model: ModelName; readonly ending: RunOutcome | 'failed' | 'cancelled' };

const endings: Readonly<Record<ModelEnding['ending'], string>> = {
  deployed: 'OK deployed',
  in_gate: 'OK on trial',
  champion_kept: 'NO champion kept',
  failed: 'NO failed',
  cancelled: 'NO cancelled',
};

export function trainingSummary(models: readonly ModelEnding[]): string[] {
  return ['', ' TRAINING SUMMARY', '', ...models.map(({ model, ending }) => `   ${endings[ending]} - ${model}`)];
}
