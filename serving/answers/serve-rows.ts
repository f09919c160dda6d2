import { randomUUID } from 'node:crypto';
import { armOf } from '../../domain/experiment/assignment.ts';
import type { Arm } from '../../domain/experiment/experiment.ts';
import { mapScore } from '../../domain/experiment/score-map.ts';
import type { Predictions } from '../../engine/predictor/predictor.ts';
import type { LiveModel, Trial } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';
import { readingOfLive, rowsFor } from './reading.ts';
import { scoreBatch } from './score-rows.ts';

/** A subject, by the external id of its lead or contact, and its raw features, NaN where missing, in the order of what serves (`Reading`). */
export type Row = {
  /** null: a row that says nothing of whose it is, which takes part in no experiment. */
  readonly subject: string | null;
  readonly features: Float64Array;
};

/** One answer of a model, with all that the prediction log keeps of it. */
export type Served = Omit<Row, 'features'> & {
  /** Those that it was answered by, in the order of that model. */
  readonly features: Float64Array;
  /** UUID */
  readonly id: string;
  /** The model that answered: of an arm whose challenger failed, the champion. */
  readonly by: LoadedModel;
  /** By the experiment's split; null outside one. */
  readonly arm: Arm | null;
  readonly experimentId: string | null;
  readonly phase: number | null;
  /** What is answered: the model's output, for a challenger mapped to the champion's distribution where there is a map. */
  readonly value: number;
  readonly modelOutput: number;
  readonly confidence: number;
  /** What the other arm's model says; null without one, or where it failed. */
  readonly shadow: { readonly version: LoadedModel['version']; readonly output: number | null } | null;
  /** Of scoring this row by the arm's model: its share of the batch. */
  readonly milliseconds: number;
  /** Why the challenger could not answer. */
  readonly error: string | null;
  readonly at: Date;
};

export type Surroundings = {
  /** Milliseconds from any start. */
  readonly clock: () => number;
  readonly newId: () => string;
};

const realSurroundings: Surroundings = { clock: () => performance.now(), newId: randomUUID };

/**
 * Deals each subject to its arm and answers with that arm's model; both models score all rows, in one batch each. Where the challenger
 * fails the champion answers, and the subject stays in its arm: the arms are compared as they were dealt (intention to treat).
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
  const given = rows.map((row) => row.features);
  const toChampion = rowsFor(champion, reading, given);
  const toChallenger = trial === null ? [] : rowsFor(trial.challenger, reading, given);
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
