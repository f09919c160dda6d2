/** What a learner predicts: a number, or the probability of class 1. */
export const tasks = ['regression', 'classification'] as const;
export type Task = (typeof tasks)[number];
