import type { ModelName } from '../../domain/models.ts';

/** What the earlier release knew and answered, as far as a later one must know and answer it too. */
export type Expected = {
  /** ISO 8601: just before it was stopped for good. */
  readonly madeAt: string;
  /** Of the API, as it was printed at the first start: the database keeps its hash. */
  readonly token: string;
  /** What was asked last, when nothing but a retraining would have changed the answers. */
  readonly predictions: readonly ExpectedPrediction[];
  /** What the engagement model was asked to judge, for each of its subjects. */
  readonly message: PlannedMessage;
  /** Bodies of the API's answers by path. */
  readonly answers: Readonly<Record<string, unknown>>;
};

/** As the API takes it. */
export type PlannedMessage = {
  readonly message: { readonly content_type: 'promotional'; readonly text: string };
  /** ISO 8601 */
  readonly send_at: string;
};

/** One answer from its log; JSON writes numbers so that they are read back with the same bits. */
export type ExpectedPrediction = {
  readonly id: string;
  readonly model: ModelName;
  readonly subject: string;
  /** ISO 8601: features were read as of then. */
  readonly at: string;
  readonly version: string;
  readonly arm: 'champion' | 'challenger' | null;
  readonly value: number;
  readonly output: number;
  readonly confidence: number;
};
