/** @import { ModelName } from '../../api/contracts/scalars.ts' */
/** @import { RunReport } from '../../api/contracts/run-report.ts' */

/** What a model is for. @type {Readonly<Record<ModelName, string>>} */
export const purposes = {
  lead_scoring: 'Which lead to call',
  churn: 'Who is leaving',
  engagement: 'When to write',
};

/** The steps of a training in a word or two. @type {Readonly<Record<RunReport['stages'][number]['stage'], string>>} */
export const stageTitles = {
  extract: 'Read the data',
  validate: 'Check it',
  train: 'Learn',
  evaluate: 'Test',
  gate: 'Decide',
  deploy: 'Deploy',
};

/** @type {Readonly<Record<string, string>>} */
const engines = {
  boosting: 'gradient boosting',
  forest: 'random forest',
  logistic: 'logistic regression',
  'ml-xgboost': 'ml-xgboost',
  'ml-random-forest': 'ml-random-forest',
};

/** @param {string} engine */
export function engineTitle(engine) {
  return engines[engine] ?? engine;
}

/** Of a run, by its id `<retrain>/<model>`. @param {string} id */
export function runAddress(id) {
  return `#run/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** @param {ModelName} model */
export function modelAddress(model) {
  return `#models/${model}`;
}
