import { armOf } from '../../domain/experiment/assignment.ts';
import { type AnswerOf, wordAnswers } from '../answers/answer.ts';
import type { ClockRow } from '../answers/hold-answer.ts';
import { type RawRow, type Reading, readingOfLive, rowsFor } from '../answers/reading.ts';
import { scoreBatch } from '../answers/score-rows.ts';
import { type Row, type Served, serveRows } from '../answers/serve-rows.ts';
import type { LiveModel } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';
import { createTurns } from '../turns.ts';
import type { ReadMessage } from './read-messages.ts';

/**
 * For each message, the probability of an answer when sent at `sendAt`, or by default at the best slot, and the best slot of
 * the next 168 hours. What is known about the contact is taken as of now. The model of the contact's arm chooses the slot.
 */
export async function planMessages(
  live: LiveModel,
  messages: readonly ReadMessage[],
  now: Date,
  record: (served: readonly Served[]) => void,
): Promise<AnswerOf<'engagement'>[]> {
  const planned = await chooseSlots(live, messages);
  const served = serveRows(live, planned, now);
  record(served);
  return wordAnswers('engagement', served, (_, at) => {
    const { recipient, message } = messages[at];
    return {
      optedIn: recipient.optedIn,
      inCampaign: (message.campaign_id ?? null) !== null,
      best: { at: planned[at].best, zone: recipient.zone, ofContact: recipient.zoneOfContact },
    };
  });
}

export type ChosenRow = Row & {
  readonly best: Date;
  /** The row, in the model's order, of a slot that is as good, and would be the first to be better; null: there is none. */
  readonly rival: Float64Array | null;
  readonly clock: ClockRow | null;
};

/** The rows that `planMessages` answers, each with its best slot. */
export async function chooseSlots(live: LiveModel, messages: readonly ReadMessage[]): Promise<ChosenRow[]> {
  const reading = readingOfLive(live);
  const turn = createTurns();
  const chosen: ChosenRow[] = [];
  for (let from = 0; from < messages.length; from += atOnce) {
    const block = messages.slice(from, from + atOnce);
    const weeks = scoreWeeks(live, reading, block);
    for (const [at, { contactId: subject, now, own, week, clock }] of block.entries()) {
      const { outputs, rows } = weeks[at];
      const best = largest(outputs);
      const slot = { ...now, features: week.rowAt(now.features, best) };
      const rival = clock === null || rows === null ? null : rivalOf(live.champion, outputs, best, rows);
      chosen.push({ subject, ...(own ?? slot), best: week.slots[best], rival, clock });
    }
    await turn();
  }
  return chosen;
}

/** Contacts whose weeks are one matrix: enough that a row costs little beside the arithmetic, few enough for others to have their turn. */
const atOnce = 16;

/** `rows`: of all slots, in the champion's order, one after another; null while a trial is on. */
type ScoredWeek = { readonly outputs: Float64Array; readonly rows: Float64Array | null };

function scoreWeeks(live: LiveModel, reading: Reading, messages: readonly ReadMessage[]): readonly ScoredWeek[] {
  const { champion, trial } = live;
  if (trial !== null)
    return messages.map(({ contactId, now, week }) => {
      const slots = week.rowsAt(now.features).map((features) => ({ ...now, features }));
      return { outputs: scoreSlots(live, contactId, reading, slots), rows: null };
    });
  const { featureNames } = champion.predictor.description;
  const columns = featureNames.length;
  const known = messages.map(({ now }) => now);
  const rows = rowsFor(champion, reading, known);
  const ends: number[] = [];
  let slots = 0;
  for (const { week } of messages) {
    slots += week.slots.length;
    ends.push(slots);
  }
  const values = new Float64Array(slots * columns);
  for (const [at, { week }] of messages.entries()) {
    week.writeRows(rows[at], featureNames, values, (ends[at] - week.slots.length) * columns);
  }
  const { output } = champion.predictor.predict({ rows: slots, columns, values });
  return messages.map(({ week }, at) => {
    const [from, to] = [ends[at] - week.slots.length, ends[at]];
    return { outputs: output.subarray(from, to), rows: values.subarray(from * columns, to * columns) };
  });
}

/** Calibration makes equal answers of different outputs: the largest of them is the first to be better. */
function rivalOf(
  { predictor }: LoadedModel,
  outputs: Float64Array,
  best: number,
  rows: Float64Array,
): Float64Array | null {
  const equal = [...outputs.keys()].filter((slot) => outputs[slot] === outputs[best]);
  if (equal.length === 1) return null;
  const columns = rows.length / outputs.length;
  const values = new Float64Array(equal.length * columns);
  for (const [at, slot] of equal.entries())
    values.set(rows.subarray(slot * columns, (slot + 1) * columns), at * columns);
  const strongest = largest(predictor.outputsOfLearner({ rows: equal.length, columns, values }));
  return values.slice(strongest * columns, (strongest + 1) * columns);
}

/** The output for each slot, by the model of the contact's arm. */
export function scoreSlots(
  { champion, trial }: LiveModel,
  contact: string,
  reading: Reading,
  slots: readonly RawRow[],
): Float64Array {
  const scoresOf = (model: LoadedModel) => scoreBatch(model.predictor, rowsFor(model, reading, slots)).output;
  if (trial !== null && armOf(trial, contact) === 'challenger') {
    try {
      return scoresOf(trial.challenger);
    } catch {
      // the champion chooses the slot; `serveRows` will fail in the same way and record the error
    }
  }
  return scoresOf(champion);
}

function largest(outputs: Float64Array): number {
  let best = 0;
  for (let at = 1; at < outputs.length; at++) if (outputs[at] > outputs[best]) best = at;
  return best;
}
