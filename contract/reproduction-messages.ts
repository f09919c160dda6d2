import type { Refusal } from '../domain/reproduction.ts';
import type { GivenLimits } from './limits.ts';

export type ReproduceInput = ReproduceStep & { readonly limits?: GivenLimits };

export type ReproduceStep = {
  /** `<retrainId>/<model>` */
  readonly runId: string;
  /** With other code and on another machine too. */
  readonly anyway: boolean;
};

/** The result. Hashes are SHA-256 of the model's file. */
export type Reproduction = { readonly runId: string } & (
  | ({ readonly verdict: 'refused' } & Refusal)
  | {
      readonly verdict: 'same_bytes' | 'different';
      readonly artifact: { readonly recorded: string; readonly again: string };
      /** Names of those that differ. */
      readonly differingMetrics: readonly string[];
      /** Bytes of the model's file. */
      readonly byteCount: number;
      readonly seconds: number;
    }
);
