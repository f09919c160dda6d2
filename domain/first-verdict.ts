import { PerennialError } from './errors.ts';
import type { HoldoutVerdict } from './holdout-verdict.ts';
import { metricTitles } from './metric-titles.ts';
import { type ModelName, modelTitles } from './models.ts';

/**
 * A model beside the constant that knows nothing, out of fold. `gain` is the constant's loss minus the model's: above zero the model is
 * better. Its 95% interval is of paired rows, contacts drawn whole.
 */
export type BaselineComparison = {
  readonly rows: number;
  readonly metric: string;
  /** The model's, and the constant's. */
  readonly loss: number;
  readonly baselineLoss: number;
  readonly gain: number;
  readonly low: number;
  readonly high: number;
};

/**
 * Where there is no champion: a model must beat knowing nothing, else everybody would get the same figure with an air of knowledge.
 *
 * @param input.comparison null: it isn't known, as in runs of earlier releases.
 * @param input.missing what the data lacks, one remedy each.
 * @throws PerennialError `no_better_than_baseline`, unless forced.
 */
export function decideFirstVerdict(input: {
  readonly model: ModelName;
  readonly comparison: BaselineComparison | null;
  readonly missing: readonly string[];
  readonly force: boolean;
}): HoldoutVerdict {
  const { model, comparison, missing, force } = input;
  const none = 'There is no champion yet';
  if (comparison === null) return first(`${none}: the first version is deployed.`);
  if (comparison.low > 0) {
    return first(`${none}, and the model is better than knowing nothing: ${figuresOf(comparison)}. It is deployed.`);
  }
  const reason = `The ${modelTitles[model].toLowerCase()} is not shown to be better than knowing nothing: ${figuresOf(comparison)}`;
  if (force) return { action: 'deploy', verdict: 'forced', reason: `${reason}; deployed because it was forced.` };
  throw new PerennialError(
    'no_better_than_baseline',
    `${reason}. Nothing was deployed.`,
    `${missingWords(missing)} See npx perennial data for what each model lacks. To deploy it all the same: npx perennial train ${model} --force (API: "force": true).`,
    { model, ...comparison },
  );
}

function first(reason: string): HoldoutVerdict {
  return { action: 'deploy', verdict: 'first', reason };
}

function missingWords(missing: readonly string[]): string {
  if (missing.length === 0)
    return 'Its features do not tell the outcomes apart yet: more history, or other tables, may.';
  return `What is missing: ${missing.join('; ')}.`;
}

function figuresOf({ metric, loss, baselineLoss, gain, low, high, rows }: BaselineComparison): string {
  const digits = baselineLoss >= 2 ? 2 : 3;
  const figure = (value: number) => value.toFixed(digits);
  const signed = (value: number) => `${value >= 0 ? '+' : ''}${figure(value)}`;
  return `${metricTitles[metric]?.title ?? metric} ${figure(loss)}, and ${figure(baselineLoss)} without a model: ${signed(gain)} (95% interval ${signed(low)} to ${signed(high)}, ${rows} rows out of fold)`;
}
