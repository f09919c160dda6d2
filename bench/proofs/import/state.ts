import type { Database } from '../../../store/database/database.ts';

/** What each table's columns refer to. */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  contacts: {},
  contact_versions: { contact_id: 'contacts' },
  contact_attributes: { contact_id: 'contacts' },
  contact_identities: { contact_id: 'contacts' },
  identity_conflicts: { contact_id: 'contacts', other_id: 'contacts' },
  campaigns: {},
  conversations: { contact_id: 'contacts' },
  messages: { contact_id: 'contacts', conversation_id: 'conversations', campaign_id: 'campaigns' },
  leads: { contact_id: 'contacts', campaign_id: 'campaigns' },
  lead_versions: { lead_id: 'leads' },
  lead_attributes: { lead_id: 'leads' },
  campaign_events: { contact_id: 'contacts', campaign_id: 'campaigns', message_id: 'messages' },
  purchases: { contact_id: 'contacts', lead_id: 'leads' },
  support_tickets: { contact_id: 'contacts' },
  support_ticket_versions: { ticket_id: 'support_tickets' },
  exchange_rates: {},
};

/** Digest and number of rows of each table, whatever ids and batches its rows have, and whenever they came: references are by external id. */
export type State = ReadonlyMap<string, { readonly rows: number; readonly digest: string | null }>;

export async function stateOf(database: Database): Promise<State> {
  const found = new Map<string, { rows: number; digest: string | null }>();
  for (const [table, references] of Object.entries(tables)) {
    const columns = Object.keys(references);
    const named = columns.map((column) => `'${column}', ${column}_of.external_id`).join(', ');
    const joins = columns.map(
      (column) => `left join ${references[column]} as ${column}_of on ${column}_of.id = t.${column}`,
    );
    const [row] = await database.query<{ rows: number; digest: string | null }>(
      `select count(*) as rows, md5(string_agg(row, ' ' order by row collate "C")) as digest from (
         select ((to_jsonb(t) - 'id' - 'batch_id' - 'recorded_at') || jsonb_build_object(${named}))::text as row from ${table} as t ${joins.join(' ')}
       ) as named`,
    );
    found.set(table, row);
  }
  return found;
}

/** The tables that differ, with their numbers of rows. */
export function differences(found: State, expected: State): string[] {
  return [...expected].flatMap(([table, { rows, digest }]) => {
    const other = found.get(table);
    return other?.digest === digest ? [] : [`${table} (${other?.rows} rows for ${rows})`];
  });
}
