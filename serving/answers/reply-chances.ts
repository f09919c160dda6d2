import type { Database } from '../../store/database/database.ts';
import type { LiveModels } from '../live/live-models.ts';
import { readInBusinessTime } from '../subjects/business-time.ts';
import { scoreSlots } from '../subjects/plan-messages.ts';
import { anyMessage } from '../subjects/planned-rows.ts';
import { readMessages } from '../subjects/read-messages.ts';
import { subjectsNotFound } from '../subjects/subjects.ts';
import { readingOfLive } from './reading.ts';

/** The chance of a reply to a message of which nothing is known, for each waking hour of a contact's next week. */
export type ReplyChances = {
  readonly zone: string;
  /** Whether the zone is the contact's own, not the business's. */
  readonly zoneOfContact: boolean;
  readonly optedIn: boolean;
  /** Of the champion; in an experiment the other arm's model may answer for this contact. */
  readonly version: string;
  readonly slots: readonly { readonly at: Date; readonly chance: number }[];
};

/** @throws PerennialError `subject_not_found`, `model_not_found` */
export async function readReplyChances(
  dependencies: { readonly database: Database; readonly live: LiveModels; readonly businessTimezone: string },
  contact: string,
  now: Date,
): Promise<ReplyChances> {
  const { database, live, businessTimezone } = dependencies;
  const serving = live.of('engagement');
  const read = readInBusinessTime(database, businessTimezone);
  const [message] = await readMessages(read, serving, [{ contactId: contact, message: anyMessage }], now);
  if (message === null) throw subjectsNotFound('engagement', [contact]);
  const { now: row, week, recipient } = message;
  const slots = week.rowsAt(row.features).map((features) => ({ ...row, features }));
  const chances = scoreSlots(serving, contact, readingOfLive(serving), slots);
  const { zone, zoneOfContact, optedIn } = recipient;
  return {
    ...{ zone, zoneOfContact, optedIn },
    version: serving.champion.version.name,
    slots: week.slots.map((at, place) => ({ at, chance: chances[place] })),
  };
}
