import type { Database } from '../../../store/database/database.ts';

/** What monitoring and mailing leave in a database, as text to be compared: ids and the times of the machine's clock left out. */
export type Findings = {
  readonly records: readonly string[];
  readonly readings: readonly string[];
  readonly incidents: readonly string[];
  readonly mails: readonly string[];
  readonly messageIds: readonly string[];
  readonly unsent: number;
  /** Fingerprints with more than one open incident. */
  readonly openTwice: number;
};

export async function readFindings(database: Database): Promise<Findings> {
  const lines = async (sql: string) => (await database.query(sql)).map((row) => JSON.stringify(row));
  const count = async (sql: string) => (await database.query(sql)).length;
  const messages = await database.query<{ id: string }>('select message_id as id from mails order by key');
  return {
    records: await lines(
      `select model, date, version_id, source, metric, segment, value, low, high, noise, samples, reason
       from metric_records order by model, date, version_id, source, metric, segment`,
    ),
    readings: await lines('select * from alert_readings order by fingerprint, "window"'),
    incidents: await lines(
      `select fingerprint, state, value, "limit", detail, opened_at, fired_at, noticed_at, resolved_at, thread
       from incidents order by fingerprint, opened_at`,
    ),
    mails: await lines('select key, message_id, recipient, subject, state from mails order by key'),
    messageIds: messages.map(({ id }) => id),
    unsent: await countUnsent(database),
    openTwice: await count(
      `select from incidents where state not in ('resolved', 'superseded') group by fingerprint having count(*) > 1`,
    ),
  };
}

export async function countUnsent(database: Database): Promise<number> {
  return (await database.query(`select from mails where state <> 'sent'`)).length;
}
