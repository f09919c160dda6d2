import { adapt } from './adapt/adapt.ts';
import { evaluateModel } from './evaluate-model.ts';
import { crossValidate, fitFinal } from './fit.ts';
import { freezeRows } from './freeze/freeze-rows.ts';
import { measureDrift } from './measure-drift.ts';
import { measureLive } from './measure-live.ts';
import { measureRescored } from './measure-rescored.ts';
import { prepare } from './prepare.ts';
import { profileSnapshot } from './profile.ts';

/** All jobs that threads can do. Inputs and results are structured clones: bytes, typed arrays, plain objects; inputs may hold ports. */
export const jobs = {
  freezeRows,
  profile: profileSnapshot,
  prepare,
  crossValidate,
  fitFinal,
  adapt,
  evaluate: evaluateModel,
  measureLive,
  measureDrift,
  measureRescored,
};

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;
