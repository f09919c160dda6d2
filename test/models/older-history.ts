import type { Database } from '../../store/database/database.ts';

/** Messages, purchases and tickets over 400 days, as many of them as it takes that some leave each window on any day. */
export async function olderHistory(database: Database, now: Date): Promise<void> {
  const at = (n: string, place: number) =>
    `$1::timestamptz - ((hashtext(c.id || ' ${place} ' || ${n})::bigint + 2147483648)::double precision / 4294967296) * interval '400 days'`;
  const share = (n: string, place: number) => `abs(hashtext('${place} ' || c.id || ${n}) % 1000) / 1000.0`;
  await database.query(
    `insert into messages (external_id, contact_id, direction, content_type, text, sentiment, sent_at)
     select 'older ' || c.id || ' ' || n, c.id, case when ${share('n', 1)} < 0.4 then 'inbound' else 'outbound' end, 'informational', 'Well?',
       case when ${share('n', 2)} < 0.7 then round((${share('n', 3)} * 2 - 1)::numeric, 2) end, ${at('n', 4)}
     from contacts as c cross join generate_series(1, 40) as n where ${share("''", 5)} < 0.8`,
    [now],
  );
  // those who said nothing for nearly a year, and whose old leads are still open
  await database.query("update contacts set created_at = $1::timestamptz - interval '380 days' where id % 5 = 0", [
    now,
  ]);
  await database.query('delete from messages where contact_id % 5 = 0');
  await database.query(
    `insert into leads (external_id, contact_id, created_at) select 'old ' || id, id, $1::timestamptz - interval '364 days' from contacts where id % 5 = 0`,
    [now],
  );
  await database.query(
    `insert into conversations (external_id, contact_id, opened_at)
     select 'old ' || id || ' ' || n, id, $1::timestamptz - interval '363 days' from contacts cross join generate_series(1, 2) as n where id % 5 = 0`,
    [now],
  );
  await database.query(
    `insert into messages (external_id, contact_id, conversation_id, direction, text, sentiment, sent_at)
     select 'old ' || c.id || ' ' || n, c.id, v.id, case when n < 6 then 'inbound' else 'outbound' end, 'Well?', 0.5,
       $1::timestamptz - interval '364 days' + n * (c.id % 7 + 1) * interval '7 hours'
     from contacts as c cross join generate_series(1, 9) as n
     join conversations as v on v.external_id = 'old ' || c.id || ' ' || (n % 2 + 1) where c.id % 5 = 0`,
    [now],
  );
  await database.query(
    `insert into purchases (external_id, contact_id, amount, purchased_at)
     select 'older ' || c.id || ' ' || n, c.id, 10 + n, ${at('n', 6)} from contacts as c cross join generate_series(1, 4) as n`,
    [now],
  );
  await database.query(
    `insert into support_tickets (external_id, contact_id, category, severity, opened_at)
     select 'older ' || c.id || ' ' || n, c.id, 'complaint', 1 + n, ${at('n', 7)} from contacts as c cross join generate_series(1, 2) as n`,
    [now],
  );
  await database.query(
    `insert into support_tickets (external_id, contact_id, severity, opened_at)
     select 'old ' || c.id, c.id, 3, $1::timestamptz - interval '175 days' from contacts as c where c.id % 5 = 0`,
    [now],
  );
}
