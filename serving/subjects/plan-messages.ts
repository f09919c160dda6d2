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
  /** The rows of other slots that are as good. */
  readonly equals: readonly RawRow[];
  readonly clock: ClockRow | null;
};

/** The rows that `planMessages` answers, each with its best slot. */
export async function chooseSlots(live: LiveModel, messages: readonly ReadMessage[]): Promise<ChosenRow[]> {
  const reading = readingOfLive(live);
  const turn = createTurns();
  const chosen: ChosenRow[] = [];
  for (let from = 0; from < messages.length; from += atOnce) {
    const block = messages.slice(from, from + atOnce);
    const outputs = scoreWeeks(live, reading, block);
    for (const [at, { contactId: subject, now, own, week, clock }] of block.entries()) {
      const best = largest(outputs[at]);
      const slotRow = (slot: number): RawRow => ({ ...now, features: week.rowAt(now.features, slot) });
      const equals = week.slots.flatMap((_, slot) =>
        slot !== best && outputs[at][slot] === outputs[at][best] ? [slotRow(slot)] : [],
      );
      chosen.push({ subject, ...(own ?? slotRow(best)), best: week.slots[best], equals, clock });
    }
    await turn();
  }
  return chosen;
}

/** Contacts whose weeks are one matrix: enough that a row costs little beside the arithmetic, few enough for others to have their turn. */
const atOnce = 16;

/** The outputs of each contact's slots. */
function scoreWeeks(live: LiveModel, reading: Reading, messages: readonly ReadMessage[]): readonly Float64Array[] {
  const { champion, trial } = live;
  if (trial !== null)
    return messages.map(({ contactId, now, week }) => {
      const slots = week.rowsAt(now.features).map((features) => ({ ...now, features }));
      return scoreSlots(live, contactId, reading, slots);
    });
  const { featureNames } = champion.predictor.description;
  const columns = featureNames.length;
  const rows = rowsFor(
    champion,
    reading,
    messages.map(({ now }) => now),
  );
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
  return messages.map(({ week }, at) => output.subarray(ends[at] - week.slots.length, ends[at]));
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
