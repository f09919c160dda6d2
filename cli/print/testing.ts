import { type ModelName, modelTestNames, modelTitles } from '../../domain/models.ts';
import type { ModelFailure } from '../../workflows/messages.ts';
import { absent } from './format.ts';
import {
  formatPredicted,
  predictedTitles,
  predictedValue,
  predictionDetails,
  type SubjectPrediction,
} from './predictions.ts';

/** A model's part of the testing suite: it loaded and predicted, or why not. */
export type TestedModel =
  | { readonly model: ModelName; readonly predictions: readonly SubjectPrediction[]; readonly asked: number }
  | { readonly model: ModelName; readonly failure: ModelFailure };

/** Working: a prediction for every sample asked for, each successful and in its range. */
export function passes(tested: TestedModel): boolean {
  return (
    'predictions' in tested &&
    tested.asked > 0 &&
    tested.predictions.length === tested.asked &&
    tested.predictions.every(isSound)
  );
}

function isSound(prediction: SubjectPrediction): boolean {
  const value = predictedValue(prediction);
  const most = prediction.model === 'lead_scoring' ? 100 : 1;
  return prediction.output.success && Number.isFinite(value) && value >= 0 && value <= most;
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
  const verdict = passes(tested) ? `OK ${name} model working correctly` : `NO ${name} model is not working correctly`;
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
    `   Average ${predictedTitles[tested.model]}: ${average(tested.model, tested.predictions)}`,
    `   Predictions: ${tested.predictions.length}/${tested.asked}`,
    `   ${verdict}`,
  ];
}

function sampleLines(prediction: SubjectPrediction, at: number): string[] {
  const details = predictionDetails(prediction).map(([title, value]) => `      ${title}: ${value}`);
  const value = formatPredicted(prediction.model, predictedValue(prediction));
  return [
    `   ${samples[prediction.model].one} #${at + 1} (ID: ${prediction.id}):`,
    `      ${predictedTitles[prediction.model]}: ${value}`,
    ...details,
    '',
  ];
}

function average(model: ModelName, predictions: readonly SubjectPrediction[]): string {
  if (predictions.length === 0) return absent;
  const sum = predictions.reduce((total, one) => total + predictedValue(one), 0);
  return formatPredicted(model, sum / predictions.length);
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
