import { recipientsQuery } from '../../models/queries/feature-query.ts';
import type { BusinessReader } from './business-time.ts';

/** The current facts about a contact that advice needs. */
export type Recipient = {
  readonly optedIn: boolean;
  /** IANA name: the contact's own zone, otherwise the business's. */
  readonly zone: string;
  readonly zoneOfContact: boolean;
};

type Row = {
  readonly contact: string;
  readonly opted_in: boolean;
  readonly zone: string;
  readonly zone_of_contact: boolean;
};

/** By external id. */
export async function readRecipients(
  read: BusinessReader,
  externalIds: readonly string[],
  now: Date,
): Promise<Map<string, Recipient>> {
  const [rows] = await read([{ sql: recipientsQuery(), parameters: [now, externalIds] }]);
  return new Map(
    (rows as Row[]).map((row) => [
      row.contact,
      { optedIn: row.opted_in, zone: row.zone, zoneOfContact: row.zone_of_contact },
    ]),
  );
}
