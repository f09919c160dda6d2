/** What the product promised while it was disturbed: an answer is a promise, no answer is none. */
export type Ledger = {
  /** By external id; of imports that ended well. */
  readonly purchases: Map<string, string>;
  /** Ids of outcomes that were answered with 200. */
  readonly outcomes: Set<string>;
  readonly predictions: Prediction[];
  readonly commands: Command[];
  /** Ids of retrains that were accepted. */
  readonly trainings: Set<string>;
  readonly counts: { imports: number; requests: number; refused: number; unanswered: number };
  /** Answers that no fault excuses. */
  readonly wrong: string[];
};

/** `answeredAt`: milliseconds since the epoch. */
export type Prediction = {
  readonly id: string;
  readonly subject: string;
  readonly version: string;
  readonly arm: string | null;
  readonly score: number;
  readonly answeredAt: number;
};

/** A pause, resume or trigger, told apart by its reason. */
export type Command = { readonly schedule: string; readonly reason: string; readonly command: string; done: boolean };

export function emptyLedger(): Ledger {
  const counts = { imports: 0, requests: 0, refused: 0, unanswered: 0 };
  const lists = { predictions: [], commands: [], wrong: [] };
  return { purchases: new Map(), outcomes: new Set(), trainings: new Set(), counts, ...lists };
}
