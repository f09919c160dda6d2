import type { Limits } from '../domain/limits.ts';

/** A simulated business for those who look around: its rows, then its models, then its first lists. */
export type PretendInput = {
  readonly seed: number;
  /** Of the search for each model: fewer are quicker. */
  readonly candidates: number;
  /** ISO 8601: the business's present. */
  readonly until: string;
  readonly retrainId: string;
  readonly limits: Limits;
};

export type PretendStep = 'simulate' | 'train' | 'score';

/** Answer of the query `progress`, and the result. */
export type PretendProgress = { readonly step: PretendStep; readonly message: string; readonly done: boolean };

export type SimulateStep = Pick<PretendInput, 'seed' | 'until'>;
export type SimulatedBusiness = { readonly contacts: number; readonly messages: number; readonly leads: number };
export type PretendTraining = Pick<PretendInput, 'retrainId' | 'candidates'>;
