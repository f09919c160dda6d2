import type pg from 'pg';
import type { Scrubber } from '../../domain/erasure/scrub.ts';
import { type PersonTraces, personTables } from '../../domain/erasure/traces.ts';
import type { Hook } from '../../domain/hooks.ts';
import { emptyDeliveries, type WaitingDelivery } from '../../store/hooks/inbox.ts';
import type { HookRow } from '../hooks/hook-row.ts';
import { readDelivery } from '../hooks/read-delivery.ts';
import type { ReadContactKeys } from '../identity/contact-keys.ts';

const deliveriesAtOnce = 500;

/**
 * Empties the deliveries that are about a person: those whose rows are, and those in which a phone, an e-mail or the like of theirs stands
 * anywhere. That they came stays, so that a repetition is known.
 */
export async function emptyInbox(
  client: pg.ClientBase,
  traces: PersonTraces,
  scrubber: Scrubber,
  readKeys: ReadContactKeys,
): Promise<number> {
  const { rows: hooks } = await client.query<Hook>('select name, kind, ids from hooks');
  const isTheirs = rowsOf(traces, readKeys);
  let emptied = 0;
  for (const hook of hooks) {
    await client.query(
      `declare inbox no scroll cursor for
       select id, received_at as "receivedAt", headers, body from hook_deliveries where source = '${hook.name.replaceAll("'", "''")}' and octet_length(body) > 0`,
    );
    for (;;) {
      const { rows } = await client.query<WaitingDelivery>(`fetch ${deliveriesAtOnce} from inbox`);
      if (rows.length === 0) break;
      const theirs = rows.filter((delivery) => {
        if (scrubber.finds(delivery.body.toString('utf8')) || scrubber.finds(JSON.stringify(delivery.headers)))
          return true;
        const reading = readDelivery(hook, delivery);
        return 'rows' in reading && reading.rows.some((row) => isTheirs(row, `${hook.ids}:`));
      });
      await emptyDeliveries(
        client,
        theirs.map(({ id }) => id),
      );
      emptied += theirs.length;
    }
    await client.query('close inbox');
  }
  return emptied;
}

function rowsOf(traces: PersonTraces, readKeys: ReadContactKeys): (row: HookRow, prefix: string) => boolean {
  const ids = new Set(traces.ids);
  const phones = new Set(traces.phones);
  const emails = new Set(traces.emails);
  const rows = new Map(personTables.map((table) => [table as string, new Set(traces.rows[table])]));
  return ({ table, values }, prefix) => {
    const { external_id: own, contact, phone, email, contact_phone: ofPhone, contact_email: ofEmail } = values;
    const named = table === 'contacts' ? own : contact;
    if (named !== undefined && ids.has(prefix + named)) return true;
    if (own !== undefined && rows.get(table)?.has(prefix + own)) return true;
    const keys = readKeys({ phone: phone ?? ofPhone, email: email ?? ofEmail });
    return keys.phones.some((each) => phones.has(each)) || (keys.email !== undefined && emails.has(keys.email));
  };
}
