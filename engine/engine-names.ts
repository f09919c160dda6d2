/** The learners by name; they stand in `estimators.ts`. Apart, for workflows and the browser's contracts name them without loading any. */
export const engineNames = ['boosting', 'forest', 'logistic', 'ml-xgboost', 'ml-random-forest'] as const;
export type EngineName = (typeof engineNames)[number];
