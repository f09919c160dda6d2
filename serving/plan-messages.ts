import { armOf } from '../domain/experiment/assignment.ts';
import { engagement } from '../models/engagement/definition.ts';
import { dayFeatures } from '../models/engagement/features.ts';
import { hourOf, weekSlots } from '../models/engagement/local-time.ts';
import { type AnswerOf, wordAnswers } from './answer.ts';
import type { BusinessQuery } from './business-time.ts';
import type { LiveModel } from './live-models.ts';
import { anyMessage, type Plan, type PlannedMessage, plannedRows } from './planned-rows.ts';
import type { Recipient } from './recipients.ts';
import { featuresOf, scoreBatch } from './score-rows.ts';
import { type Served, serveRows } from './serve-rows.ts';
import { createTurns } from './turns.ts';

export type PlannedMessageRequest = {
  /** External id. */
  readonly contactId: string;
  readonly message: PlannedMessage;
  readonly sendAt?: Date | null;
};

/** Nobody is advised to write outside these hours of the recipient's day: few such messages were ever sent to learn from. */
const wakingHours = { from: 8, until: 21 } as const;
const names = engagement.features.map(({ name }) => name);
const ofDay = names.map((name) => dayFeatures.has(name));

type Slot = { readonly at: Date; readonly hour: number; readonly day: number };

/**
 * For each message the probability of an answer at `sendAt` (as if it were sent then), or else at the best slot; and the best slot of
 * the next 168 hours, for which what is known of the contact stays as it is now. The arm's own model chooses the slot.
 */
export async function planMessages(
  query: BusinessQuery,
  live: LiveModel,
  requests: readonly (PlannedMessageRequest & { readonly recipient: Recipient })[],
  now: Date,
  record: (served: readonly Served[]) => void,
): Promise<AnswerOf<'engagement'>[]> {
  const slotsOf = slotsByZone(now);
  const plans: Plan[] = [];
  const planned = requests.map(({ recipient: { key: contact, zone }, sendAt = null }, message) => {
    const slots = slotsOf(zone);
    const plan = (plannedAt: Date, moment = now) => plans.push({ contact, message, moment, plannedAt }) - 1;
    const rowOfHour = new Map(distinct(slots, ({ hour }) => hour).map(({ hour, at }) => [hour, plan(at)]));
    const rowOfDay = new Map(distinct(slots, ({ day }) => day).map(({ day, at }) => [day, plan(at)]));
    return { slots, rowOfHour, rowOfDay, fixed: sendAt === null ? null : plan(sendAt, sendAt) };
  });
  const messages = requests.map(({ message }) => message);
  const rows = (await plannedRows(query, plans, messages)).map((row) => featuresOf(names, row));

  const turn = createTurns();
  const told: Float64Array[] = [];
  const best: Date[] = [];
  for (const [at, { slots, rowOfHour, rowOfDay, fixed }] of planned.entries()) {
    const features = slots.map(({ hour, day }) =>
      atSlot(rows[rowOfHour.get(hour) as number], rows[rowOfDay.get(day) as number]),
    );
    const chosen = largest(scoreSlots(live, requests[at].contactId, features));
    best.push(slots[chosen].at);
    told.push(fixed === null ? features[chosen] : rows[fixed]);
    await turn();
  }
  const served = serveRows(
    live,
    requests.map(({ contactId }, at) => ({ subject: contactId, features: told[at] })),
    now,
  );
  record(served);
  return wordAnswers('engagement', served, (_, at) => {
    const { recipient, message } = requests[at];
    return {
      optedIn: recipient.optedIn,
      inCampaign: (message.campaign_id ?? null) !== null,
      best: { at: best[at], zone: recipient.zone, ofContact: recipient.zoneOfContact },
    };
  });
}

/** Features of any message sent to these contacts at once, in their order. */
export async function rowsOfAnyMessage(
  query: BusinessQuery,
  contacts: readonly number[],
  now: Date,
): Promise<Float64Array[]> {
  const plans = contacts.map((contact) => ({ contact, message: 0, moment: now, plannedAt: now }));
  return (await plannedRows(query, plans, [anyMessage])).map((row) => featuresOf(names, row));
}

/**
 * A slot's row put together from that of its hour and that of its day: a contact's history is read for 20 moments rather than for all
 * 91 slots of its waking week.
 */
function atSlot(ofHour: Float64Array, ofItsDay: Float64Array): Float64Array {
  const features = ofHour.slice();
  for (let column = 0; column < features.length; column++) if (ofDay[column]) features[column] = ofItsDay[column];
  return features;
}

function scoreSlots({ champion, trial }: LiveModel, contact: string, slots: readonly Float64Array[]): Float64Array {
  if (trial !== null && armOf(trial, contact) === 'challenger') {
    try {
      return scoreBatch(trial.challenger.predictor, slots).output;
    } catch {
      // `serveRows` will meet the same and say so
    }
  }
  return scoreBatch(champion.predictor, slots).output;
}

function largest(outputs: Float64Array): number {
  let best = 0;
  for (let at = 1; at < outputs.length; at++) if (outputs[at] > outputs[best]) best = at;
  return best;
}

function distinct(slots: readonly Slot[], by: (slot: Slot) => number): Slot[] {
  return [...new Map(slots.toReversed().map((slot) => [by(slot), slot])).values()];
}

/** Reading a zone's clock 168 times takes milliseconds, and thousands of contacts share a few zones. */
function slotsByZone(now: Date): (zone: string) => readonly Slot[] {
  const known = new Map<string, readonly Slot[]>();
  return (zone) => {
    const slots = known.get(zone) ?? wakingSlots(now, zone);
    known.set(zone, slots);
    return slots;
  };
}

function wakingSlots(now: Date, zone: string): Slot[] {
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short' });
  const days = new Map<string, number>();
  return weekSlots(now, zone).flatMap((at) => {
    const hour = hourOf(at, zone);
    if (hour < wakingHours.from || hour >= wakingHours.until) return [];
    const name = weekday.format(at);
    const day = days.get(name) ?? days.set(name, days.size).size - 1;
    return [{ at, hour, day }];
  });
}
