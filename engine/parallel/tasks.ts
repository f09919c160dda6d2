import { binBlocks } from '../binning/bin-blocks.ts';
import { boost } from '../boosting/boost.ts';
import { growForest } from '../forest/grow-forest.ts';
import { predictShare } from '../trees/predict-rows.ts';
import type { Crew } from './crew.ts';

/** Everything that the threads of a team can do. Tasks are synchronous; each thread calls the same one. */
export const teamTasks = { bin: binBlocks, boost, forest: growForest, predict: predictShare } as const satisfies Record<
  string,
  (input: never, crew: Crew, local?: never) => unknown
>;

export type TeamTasks = typeof teamTasks;
export type TeamTaskName = keyof TeamTasks;
