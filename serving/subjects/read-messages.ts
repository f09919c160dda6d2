import type { ClockRow } from '../answers/hold-answer.ts';
import { type RawRow, type Reading, readingOfLive } from '../answers/reading.ts';
import { rawRowOf } from '../answers/score-rows.ts';
import type { LiveModel } from '../live/live-models.ts';
import type { BusinessReader } from './business-time.ts';
import { type ContactWeek, weekStatement, weeksOf } from './contact-weeks.ts';
import {
  anyMessage,
  type Plan,
  type PlannedMessage,
  type PlannedRow,
  planStatement,
  requireCampaigns,
} from './planned-rows.ts';
import type { Recipient } from './recipients.ts';

export type PlannedMessageRequest = {
  /** External id. */
  readonly contactId: string;
  readonly message: PlannedMessage;
  readonly sendAt?: Date | null;
};

/** A message to a contact that exists, with all that is known for judging it. */
export type ReadMessage = PlannedMessageRequest & {
  readonly recipient: Recipient;
  /** Sent now, and at its own time where it has one. */
  readonly now: RawRow;
  readonly own: RawRow | null;
  readonly week: ContactWeek;
  /** By what the answer holds, where that was asked for. */
  readonly clock: ClockRow | null;
};

/**
 * In one round trip; contacts that don't exist are null.
 *
 * @param clock true: also the facts by which an answer holds.
 * @throws PerennialError `subject_not_found` for a campaign, where all contacts exist
 */
export async function readMessages(
  read: BusinessReader,
  live: LiveModel,
  requests: readonly PlannedMessageRequest[],
  now: Date,
  clock = false,
): Promise<(ReadMessage | null)[]> {
  const reading = readingOfLive(live);
  const plans = requests.map(({ contactId }, message) => planAt(contactId, message, now));
  const own = requests.map(({ contactId, sendAt }, message) =>
    sendAt == null ? null : plans.push(planAt(contactId, message, sendAt)) - 1,
  );
  const messages = requests.map(({ message }) => message);
  const contacts = [...new Set(requests.map(({ contactId }) => contactId))];
  const [planned, times] = await read([
    planStatement(reading, plans, messages, clock),
    weekStatement(reading, contacts, now),
  ]);
  const rows = planned as PlannedRow[];
  if (rows.length === plans.length) requireCampaigns(rows, plans, messages);
  const byPlan = new Map(rows.map((row) => [row.subject_id - 1, row]));
  const zones = new Map(rows.map(({ contact, zone }) => [contact, zone]));
  const weeks = weeksOf(reading, times, zones, now);
  return requests.map((request, at) => {
    const row = byPlan.get(at);
    const week = weeks.get(request.contactId);
    if (row === undefined || week === undefined) return null;
    const atItsTime = byPlan.get(own[at] ?? -1);
    return {
      ...request,
      recipient: { optedIn: row.wants_messages, zone: row.zone, zoneOfContact: row.zone_of_contact },
      now: rawRowOf(reading.names, row),
      clock: clock ? row : null,
      own: atItsTime === undefined ? null : rawRowOf(reading.names, atItsTime),
      week,
    };
  });
}

/** The rows of any message sent to these contacts now, in the order of the contacts. */
export async function rowsOfAnyMessage(
  read: BusinessReader,
  reading: Reading,
  contacts: readonly string[],
  now: Date,
): Promise<RawRow[]> {
  const plans = contacts.map((contact) => planAt(contact, 0, now));
  const [rows] = await read([planStatement(reading, plans, [anyMessage])]);
  return (rows as PlannedRow[]).map((row) => rawRowOf(reading.names, row));
}

function planAt(contact: string, message: number, at: Date): Plan {
  return { contact, message, moment: at, plannedAt: at };
}
