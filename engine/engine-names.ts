/**
 * The learners by name; `estimators.ts` holds them. The names have a file of their own because workflows and the browser's
 * contracts use them without loading any learner.
 */
export const engineNames = ['boosting', 'forest', 'logistic', 'ml-xgboost', 'ml-random-forest'] as const;
export type EngineName = (typeof engineNames)[number];
