import { armOf } from '../../domain/experiment/assignment.ts';
import { type AnswerOf, wordAnswers } from '../answers/answer.ts';
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

/** The rows that `planMessages` answers, each with its best slot. */
export async function chooseSlots(
  live: LiveModel,
  messages: readonly ReadMessage[],
): Promise<(Row & { readonly best: Date })[]> {
  const reading = readingOfLive(live);
  const turn = createTurns();
  const chosen: (Row & { readonly best: Date })[] = [];
  for (const { contactId: subject, now, own, week } of messages) {
    const slots = week.rowsAt(now.features).map((features) => ({ ...now, features }));
    const best = largest(scoreSlots(live, subject, reading, slots));
    chosen.push({ subject, ...(own ?? slots[best]), best: week.slots[best] });
    await turn();
  }
  return chosen;
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
