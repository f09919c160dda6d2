import type { ModelFailure } from '../../../contract/messages.ts';
import { type ModelName, modelTestNames, modelTitles } from '../../../domain/models.ts';
import { type Prediction, predictedValue } from '../../../models/output.ts';
import { absent } from '../format.ts';
import { formatPredicted, predictedTitles, predictionDetails } from '../serving/predictions.ts';

/** A model's part of the testing suite: what its predictions showed, or why there are none. */
export type TestedModel = ShownTest | { readonly model: ModelName; readonly failure: ModelFailure };

type ShownTest = {
  readonly model: ModelName;
  readonly asked: number;
  readonly predictions: readonly Prediction[];
  /** Of the scores or probabilities; null without any. */
  readonly average: number | null;
  readonly checks: readonly { readonly name: string; readonly passed: boolean }[];
  readonly passed: boolean;
};

export function passes(tested: TestedModel): boolean {
  return 'passed' in tested && tested.passed;
}

const samples: Readonly<Record<ModelName, { readonly one: string; readonly many: string; readonly name: string }>> = {
  lead_scoring: { one: 'Lead', many: 'leads', name: 'Lead scoring' },
  churn: { one: 'Contact', many: 'contacts', name: 'Churn prediction' },
  engagement: { one: 'Contact', many: 'contacts', name: 'Engagement prediction' },
};

export function testingHeading(): string[] {
  return [' ML MODEL TESTING SUITE'];
}

export function testedLines(tested: TestedModel): string[] {
  const heading = ['', ` TESTING ${modelTitles[tested.model]}`, '', ' Loading model...'];
  if ('failure' in tested) {
    const { code, message, remedy } = tested.failure;
    return [...heading, `NO ${code}: ${message}`, `   ${remedy}`];
  }
  const { many, name } = samples[tested.model];
  const failed = tested.checks.filter(({ passed }) => !passed);
  return [
    ...heading,
    'OK Model loaded successfully',
    '',
    ` Fetching sample ${many}...`,
    `${tested.asked > 0 ? 'OK' : 'NO'} Found ${tested.asked} ${many} to test`,
    '',
    ' Making predictions...',
    '',
    ...tested.predictions.flatMap(sampleLines),
    ' Results:',
    `   Average ${predictedTitles[tested.model]}: ${average(tested)}`,
    `   Predictions: ${tested.predictions.length}/${tested.asked}`,
    ...failed.map((check) => `   NO Check failed: ${check.name}`),
    tested.passed ? `   OK ${name} model working correctly` : `   NO ${name} model is not working correctly`,
  ];
}

function sampleLines(prediction: Prediction, at: number): string[] {
  const details = predictionDetails(prediction).map(([title, value]) => `      ${title}: ${value}`);
  const value = formatPredicted(prediction.model, predictedValue(prediction));
  return [
    `   ${samples[prediction.model].one} #${at + 1} (ID: ${prediction.id}):`,
    `      ${predictedTitles[prediction.model]}: ${value}`,
    ...details,
    '',
  ];
}

function average({ model, average: value }: ShownTest): string {
  return value === null ? absent : formatPredicted(model, value);
}

export function testingSummary(tested: readonly TestedModel[]): string[] {
  const passed = tested.filter(passes).length;
  const all = passed === tested.length;
  return [
    '',
    ' TESTING SUMMARY',
    '',
    `${all ? 'OK' : 'NO'} Passed: ${passed}/${tested.length} models`,
    ...tested.map((one) => `   ${passes(one) ? 'OK PASS' : 'NO FAIL'} - ${modelTestNames[one.model]}`),
    '',
    all ? ' All models working correctly!' : ' Not all models work: see above.',
  ];
}
