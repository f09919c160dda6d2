import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles } from '../../../ingest/import-files.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import type { Database } from '../../../store/database/database.ts';
import { temporaryFolder } from '../../infrastructure.ts';

/** Everything that the schema chatwoot of a database holds, imported anew from dumps of its tables. */
export async function importWhole(database: Database, exported: Database, now: Date): Promise<void> {
  const folder = temporaryFolder();
  await exported.query('truncate contacts, conversations, import_batches restart identity cascade');
  const files: string[] = [];
  for (const table of ['contacts', 'conversations', 'messages']) {
    const rows = await database.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from chatwoot.${table} as t order by id`,
    );
    const columns = Object.keys(rows[0]?.row ?? {});
    const cell = (value: unknown) =>
      value === null
        ? ''
        : `"${(typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll('"', '""')}"`;
    const lines = rows.map(({ row }) => columns.map((name) => cell(row[name])).join(','));
    const file = join(folder, `${table}.csv`);
    writeFileSync(file, `${[columns.join(','), ...lines].join('\n')}\n`);
    files.push(file);
  }
  const reports = await importFiles({
    database: exported,
    files: await planFiles(files),
    settings: { timezone: 'Europe/Lisbon' },
    now,
  });
  assert.deepEqual(
    reports.map(({ rejected }) => rejected),
    [0, 0, 0],
  );
}

/** Rows by external ids, without what tells how they came. */
export async function tablesOf(of: Database): Promise<Record<string, unknown[]>> {
  return {
    contacts: await of.query(
      `select external_id, name, phone, email, country, opted_in, created_at,
         (select value from contact_attributes as a where a.contact_id = c.id and name = 'location' order by valid_from desc limit 1) as location
       from contacts as c order by external_id`,
    ),
    conversations: await of.query(
      `select v.external_id, c.external_id as contact, v.opened_at, v.closed_at, channel from conversations as v
       join contacts as c on c.id = v.contact_id order by v.external_id`,
    ),
    messages: await of.query(
      `select m.external_id, c.external_id as contact, v.external_id as conversation, direction, text, sent_at
       from messages as m join contacts as c on c.id = m.contact_id left join conversations as v on v.id = m.conversation_id
       order by m.external_id`,
    ),
  };
}
