import { armOf } from '../../domain/experiment/assignment.ts';
import { type AnswerOf, wordAnswers } from '../answers/answer.ts';
import { type RawRow, type Reading, readingOfLive, rowsFor } from '../answers/reading.ts';
import { rawRowOf, scoreBatch } from '../answers/score-rows.ts';
import { type Row, type Served, serveRows } from '../answers/serve-rows.ts';
import type { LiveModel } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';
import { createTurns } from '../turns.ts';
import type { BusinessQuery } from './business-time.ts';
import { readContactWeeks } from './contact-weeks.ts';
import { anyMessage, type Plan, type PlannedMessage, plannedRows } from './planned-rows.ts';
import type { Recipient } from './recipients.ts';

export type PlannedMessageRequest = {
  /** External id. */
  readonly contactId: string;
  readonly message: PlannedMessage;
  readonly sendAt?: Date | null;
};

export type RequestOfRecipient = PlannedMessageRequest & { readonly recipient: Recipient };

/**
 * For each message, the probability of an answer when sent at `sendAt`, or by default at the best slot, and the best slot of
 * the next 168 hours. What is known about the contact is taken as of now. The model of the contact's arm chooses the slot.
 */
export async function planMessages(
  query: BusinessQuery,
  live: LiveModel,
  requests: readonly RequestOfRecipient[],
  now: Date,
  record: (served: readonly Served[]) => void,
): Promise<AnswerOf<'engagement'>[]> {
  const planned = await chooseSlots(query, live, requests, now);
  const served = serveRows(live, planned, now);
  record(served);
  return wordAnswers('engagement', served, (_, at) => {
    const { recipient, message } = requests[at];
    return {
      optedIn: recipient.optedIn,
      inCampaign: (message.campaign_id ?? null) !== null,
      best: { at: planned[at].best, zone: recipient.zone, ofContact: recipient.zoneOfContact },
    };
  });
}

/** The rows that `planMessages` answers, each with its best slot. */
export async function chooseSlots(
  query: BusinessQuery,
  live: LiveModel,
  requests: readonly RequestOfRecipient[],
  now: Date,
): Promise<(Row & { readonly best: Date })[]> {
  const reading = readingOfLive(live);
  const recipients = [...new Map(requests.map(({ recipient }) => [recipient.key, recipient])).values()];
  const weeks = await readContactWeeks(query, reading, recipients, now);
  // at `now` for the slots, and at its own time if it has one
  const plans = requests.map(({ recipient }, message) => planAt(recipient.key, message, now));
  const fixed = requests.map(({ recipient, sendAt }, message) =>
    sendAt == null ? null : plans.push(planAt(recipient.key, message, sendAt)) - 1,
  );
  const messages = requests.map(({ message }) => message);
  const rows = (await plannedRows(query, reading, plans, messages)).map((row) => rawRowOf(reading.names, row));

  const turn = createTurns();
  const chosen: (Row & { readonly best: Date })[] = [];
  for (const [at, { contactId: subject, recipient }] of requests.entries()) {
    const week = weeks.get(recipient.key);
    if (week === undefined) throw new RangeError(`no week was read for contact ${subject}`);
    const slots = week.rowsAt(rows[at].features).map((features) => ({ ...rows[at], features }));
    const best = largest(scoreSlots(live, subject, reading, slots));
    const own = fixed[at];
    chosen.push({ subject, ...(own === null ? slots[best] : rows[own]), best: week.slots[best] });
    await turn();
  }
  return chosen;
}

/** The rows of any message sent to these contacts now, in the order of the contacts. */
export async function rowsOfAnyMessage(
  query: BusinessQuery,
  reading: Reading,
  contacts: readonly number[],
  now: Date,
): Promise<RawRow[]> {
  const plans = contacts.map((contact) => planAt(contact, 0, now));
  return (await plannedRows(query, reading, plans, [anyMessage])).map((row) => rawRowOf(reading.names, row));
}

function planAt(contact: number, message: number, at: Date): Plan {
  return { contact, message, moment: at, plannedAt: at };
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
