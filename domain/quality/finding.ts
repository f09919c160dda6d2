import type { ErrorCode } from '../errors.ts';

/** refusal: a training ends here. */
export const findingStatuses = ['ok', 'warning', 'refusal'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

/** What one check found. `message` is a clause with its figures, without a full stop. */
export type Judgement = {
  readonly status: FindingStatus;
  readonly message: string;
  /** null: it isn't known. */
  readonly value: number | null;
  readonly limit: number | null;
  /** How many more would do, where that can be counted. */
  readonly missing?: number;
  /** What to do, in sentences. Left out where all is well. */
  readonly remedy?: string;
  /** Of a refusal. */
  readonly code?: Extract<ErrorCode, 'not_enough_training_data' | 'invalid_training_data'>;
};

export type Finding = Judgement & { readonly check: string };
