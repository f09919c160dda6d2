import { randomUUID } from 'node:crypto';
import { armOf } from '../../domain/experiment/assignment.ts';
import type { Arm } from '../../domain/experiment/experiment.ts';
import { mapScore } from '../../domain/experiment/score-map.ts';
import type { Predictions } from '../../engine/predictor/predictor.ts';
import type { LiveModel, Trial } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';
import { type RawRow, readingOfLive, rowsFor } from './reading.ts';
import { scoreBatch } from './score-rows.ts';

/**
 * A subject, by the external id of its lead or contact, with what the models that serve read (`readingOfLive`).
 */
export type Row = RawRow & {
  /** null: the row doesn't name its subject, so it takes part in no experiment. */
  readonly subject: string | null;
};

/** An answer of a model, with everything that the prediction log stores. */
export type Served = Pick<Row, 'subject'> & {
  /** The columns that the answering model read, in its order; a category as the code of its level. */
  readonly features: Float64Array;
  /** UUID */
  readonly id: string;
  /** The model that answered: for a failed challenger, the champion. */
  readonly by: LoadedModel;
  /** The arm by the experiment's split; null without an experiment. */
  readonly arm: Arm | null;
  readonly experimentId: string | null;
  readonly phase: number | null;
  /** The answer: the model's output. A challenger's is mapped to the champion's distribution if there is a map. */
  readonly value: number;
  readonly modelOutput: number;
  readonly confidence: number;
  /** The output of the other arm's model; null without an experiment. Its `output` is null if that model failed. */
  readonly shadow: { readonly version: LoadedModel['version']; readonly output: number | null } | null;
  /** The row's share of the batch's time by the arm's model. */
  readonly milliseconds: number;
  /** Why the challenger could not answer; null if it did. */
  readonly error: string | null;
  readonly at: Date;
};

export type Surroundings = {
  /** Milliseconds from any starting point. */
  readonly clock: () => number;
  readonly newId: () => string;
};

const realSurroundings: Surroundings = { clock: () => performance.now(), newId: randomUUID };

/**
 * Deals each subject to its arm and answers with that arm's model; both models score all rows, each in one batch. If the
 * challenger fails, the champion answers and the subject stays in its arm: arms are compared as dealt (intention to treat).
 */
export function serveRows(
  live: LiveModel,
  rows: readonly Row[],
  now: Date,
  { clock, newId }: Surroundings = realSurroundings,
): Served[] {
  if (rows.length === 0) return [];
  const { champion, trial } = live;
  const reading = readingOfLive(live);
  const toChampion = rowsFor(champion, reading, rows);
  const toChallenger = trial === null ? [] : rowsFor(trial.challenger, reading, rows);
  const ofChampion = timed(clock, () => scoreBatch(champion.predictor, toChampion));
  const ofChallenger = trial === null ? null : attempt(clock, trial, toChallenger);
  return rows.map((row, at) => {
    const alone = {
      subject: row.subject,
      features: toChampion[at],
      id: newId(),
      at: now,
      by: champion,
      value: ofChampion.scores.output[at],
      modelOutput: ofChampion.scores.output[at],
      confidence: ofChampion.scores.confidence[at],
      milliseconds: ofChampion.milliseconds / rows.length,
    };
    if (trial === null || ofChallenger === null || row.subject === null)
      return { ...alone, arm: null, experimentId: null, phase: null, shadow: null, error: null };
    const arm = armOf(trial, row.subject);
    const dealt = { arm, experimentId: trial.experimentId, phase: trial.phase };
    const output = ofChallenger.scores?.output[at] ?? Number.NaN;
    const answered = Number.isFinite(output);
    if (arm === 'champion' || !answered || ofChallenger.scores === null) {
      const shadow = { version: trial.challenger.version, output: answered ? output : null };
      const failed = arm === 'challenger';
      return { ...alone, ...dealt, shadow, error: failed ? (ofChallenger.error ?? `It answered ${output}.`) : null };
    }
    return {
      ...alone,
      ...dealt,
      by: trial.challenger,
      features: toChallenger[at],
      value: trial.scoreMap === null ? output : mapScore(trial.scoreMap, output),
      modelOutput: output,
      confidence: ofChallenger.scores.confidence[at],
      shadow: { version: champion.version, output: alone.modelOutput },
      milliseconds: ofChallenger.milliseconds / rows.length,
      error: null,
    };
  });
}

type Timed = { readonly scores: Predictions; readonly milliseconds: number };

function timed(clock: () => number, score: () => Predictions): Timed {
  const from = clock();
  const scores = score();
  return { scores, milliseconds: clock() - from };
}

function attempt(
  clock: () => number,
  { challenger }: Trial,
  features: readonly Float64Array[],
): (Timed & { readonly error: null }) | { readonly scores: null; readonly milliseconds: 0; readonly error: string } {
  try {
    return { ...timed(clock, () => scoreBatch(challenger.predictor, features)), error: null };
  } catch (error) {
    return { scores: null, milliseconds: 0, error: error instanceof Error ? error.message : String(error) };
  }
}
