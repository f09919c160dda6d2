import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  passes,
  type TestedModel,
  testedLines,
  testingHeading,
  testingSummary,
} from '../../../cli/print/training/testing.ts';
import type { ChurnOutput } from '../../../models/churn/output.ts';
import type { LeadScoringOutput } from '../../../models/lead-scoring/output.ts';
import type { Prediction } from '../../../models/output.ts';

function lead(id: string, score: number, output: Partial<LeadScoringOutput> = {}): Prediction {
  const factors = { positive: [], negative: [] };
  const made = {
    success: true,
    score,
    quality_tier: 'hot',
    confidence: 0.92,
    recommendation: 'Call',
    factors,
  } as const;
  return { model: 'lead_scoring', id, output: { ...made, ...output } };
}

const cold = { quality_tier: 'cold', recommendation: 'Nurture with automated campaigns' } as const;
const leads = [
  lead('1', 87.3, { recommendation: 'High priority - contact immediately' }),
  lead('2', 45.2, cold),
  lead('3', 61.5),
  lead('4', 70),
  lead('5', 65),
];
const sound = { checks: [{ name: 'Every sample got a prediction', passed: true }], passed: true };
const tested = { ...sound, model: 'lead_scoring', asked: 5, predictions: leads, average: 65.8 } as const;

test('a tested model is printed as in the guide: five predictions and their average', () => {
  const lines = [...testingHeading(), ...testedLines(tested)];
  assert.deepEqual(lines.slice(0, 23), [
    ' ML MODEL TESTING SUITE',
    '',
    ' TESTING LEAD SCORING MODEL',
    '',
    ' Loading model...',
    'OK Model loaded successfully',
    '',
    ' Fetching sample leads...',
    'OK Found 5 leads to test',
    '',
    ' Making predictions...',
    '',
    '   Lead #1 (ID: 1):',
    '      Score: 87.3/100',
    '      Quality: hot',
    '      Recommendation: High priority - contact immediately',
    '',
    '   Lead #2 (ID: 2):',
    '      Score: 45.2/100',
    '      Quality: cold',
    '      Recommendation: Nurture with automated campaigns',
    '',
    '   Lead #3 (ID: 3):',
  ]);
  assert.deepEqual(lines.slice(-4), [
    ' Results:',
    '   Average Score: 65.8/100',
    '   Predictions: 5/5',
    '   OK Lead scoring model working correctly',
  ]);
});

test('the summary counts what passed', () => {
  const churn: TestedModel = { ...sound, model: 'churn', asked: 1, predictions: [churned(0.73)], average: 0.73 };
  const engagement: TestedModel = {
    ...sound,
    model: 'engagement',
    asked: 1,
    average: 0.81,
    predictions: [
      {
        model: 'engagement',
        id: '1',
        output: {
          success: true,
          engagement_probability: 0.81,
          optimal_send_time: '14:00',
          best_day: 'Tuesday',
          confidence: 0.87,
          recommendations: ['Send on Tuesday at 2:00 PM'],
          engagement_factors: { positive: [], negative: [] },
        },
      },
    ],
  };
  assert.deepEqual(testingSummary([tested, churn, engagement]), [
    '',
    ' TESTING SUMMARY',
    '',
    'OK Passed: 3/3 models',
    '   OK PASS - lead_scoring',
    '   OK PASS - churn_prediction',
    '   OK PASS - engagement_prediction',
    '',
    ' All models working correctly!',
  ]);
  assert.ok(testedLines(engagement).includes('      Best send time: Tuesday 14:00'));
});

test('a check that fails is named, and fails the model', () => {
  const checks = [...sound.checks, { name: 'Every value is a number in its range', passed: false }];
  const broken: TestedModel = { ...tested, checks, passed: false, predictions: [], average: null };
  assert.equal(passes(broken), false);
  assert.deepEqual(testedLines(broken).slice(-4), [
    '   Average Score: -',
    '   Predictions: 0/5',
    '   NO Check failed: Every value is a number in its range',
    '   NO Lead scoring model is not working correctly',
  ]);
});

test('a model that cannot be loaded fails with its code and remedy', () => {
  const failure = { code: 'model_not_found', message: 'No churn model.', remedy: 'Train it.' };
  const failed: TestedModel = { model: 'churn', failure };
  assert.deepEqual(testedLines(failed).slice(-2), ['NO model_not_found: No churn model.', '   Train it.']);
  assert.ok(testingSummary([tested, failed]).includes('NO Passed: 1/2 models'));
  assert.ok(testingSummary([tested, failed]).includes('   NO FAIL - churn_prediction'));
});

function churned(probability: number): Prediction {
  const output: ChurnOutput = {
    success: true,
    churn_probability: probability,
    risk_level: 'high',
    confidence: 0.89,
    recommendations: ['Schedule check-in call'],
    risk_factors: ['No messages in 30 days'],
  };
  return { model: 'churn', id: 'c1', output };
}
