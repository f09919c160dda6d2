import type { Database } from '../../store/database/database.ts';

/** Writes rows of the CRM; a test names only what matters to it. Moments are hours relative to `origin`. */
export const origin = new Date('2026-06-01T12:00:00Z');

export function hoursAfter(hours: number): Date {
  return new Date(origin.getTime() + hours * 3_600_000);
}

export function daysAfter(days: number): Date {
  return hoursAfter(24 * days);
}

export type CrmRows = ReturnType<typeof crmRows>;

export function crmRows(database: Database) {
  let count = 0;

  async function insert(table: string, values: Readonly<Record<string, unknown>>): Promise<number> {
    const row = { external_id: `${table}-${++count}`, ...values };
    const names = Object.keys(row);
    const places = names.map((_, at) => `$${at + 1}`);
    const [{ id }] = await database.query<{ id: number }>(
      `insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) returning id`,
      Object.values(row),
    );
    return id;
  }

  const contact = (values: Record<string, unknown> = {}) =>
    insert('contacts', { created_at: daysAfter(-100), ...values });

  return {
    clear: () => database.query('truncate contacts, campaigns, import_batches, outcomes restart identity cascade'),
    contact,
    async contacts(count: number): Promise<number[]> {
      const ids: number[] = [];
      while (ids.length < count) ids.push(await contact());
      return ids;
    },
    campaign: (values: Record<string, unknown> = {}) =>
      insert('campaigns', { name: 'Spring', started_at: daysAfter(-50), ...values }),
    lead: (contact: number, values: Record<string, unknown> = {}) =>
      insert('leads', { contact_id: contact, created_at: origin, ...values }),
    inbound: (contact: number, at: Date, values: Record<string, unknown> = {}) =>
      insert('messages', { contact_id: contact, direction: 'inbound', sent_at: at, ...values }),
    outbound: (contact: number, at: Date, values: Record<string, unknown> = {}) =>
      insert('messages', { contact_id: contact, direction: 'outbound', sent_at: at, ...values }),
    event: (contact: number, campaign: number, type: string, at: Date) =>
      insert('campaign_events', { contact_id: contact, campaign_id: campaign, type, occurred_at: at }),
    purchase: (contact: number, at: Date, values: Record<string, unknown> = {}) =>
      insert('purchases', { contact_id: contact, amount: 10, purchased_at: at, ...values }),
    ticket: (contact: number, at: Date, values: Record<string, unknown> = {}) =>
      insert('support_tickets', { contact_id: contact, opened_at: at, ...values }),
    /** A change that an import of now brings without a date. */
    imported: (table: string, id: number, values: Record<string, unknown>, mapping = 'test') =>
      database.withClient(async (client) => {
        await client.query('begin');
        await client.query(
          `insert into import_batches (file, content_hash, mapping, report) values ('test.csv', '', $1, '{}')`,
          [mapping],
        );
        const sets = Object.keys(values).map((name, place) => `${name} = $${place + 2}`);
        await client.query(`update ${table} set ${sets.join(', ')} where id = $1`, [id, ...Object.values(values)]);
        await client.query('commit');
      }),
    /** A change that became true at `at`. */
    change: (at: Date, table: string, id: number, values: Record<string, unknown>) =>
      database.withClient(async (client) => {
        await client.query('begin');
        await client.query(`select set_config('perennial.changed_at', $1, true)`, [at.toISOString()]);
        const sets = Object.keys(values).map((name, place) => `${name} = $${place + 2}`);
        await client.query(`update ${table} set ${sets.join(', ')} where id = $1`, [id, ...Object.values(values)]);
        await client.query('commit');
      }),
  };
}
