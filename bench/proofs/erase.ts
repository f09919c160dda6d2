import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoldenRows } from '../../domain/golden-rows.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { findEverywhere, foundLines } from './erase/find-everywhere.ts';
import { openStage, type Stage } from './erase/stage.ts';

const phone = '+15557341902';
const email = 'wilhelmina.proof@example.com';
const text = 'The parcel for Wilhelmina came without its lid, what now?';

/**
 * A person comes by a simulated history, a file, a source and a webhook, is learnt from, scored, mailed about and told to a destination. Then
 * they are erased, and the next training ends: nothing of theirs is anywhere, though the source goes on having them.
 */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const stage = await openStage(reduced ? { contacts: 300, leads: 300 } : { contacts: 3_000, leads: 3_000 });
  try {
    await stage.train();
    const person = await someoneInGoldenRows(stage);
    print(`  somebody in the golden rows of the champion: ${person}`);
    await comeInAllWays(stage, person);
    await stage.train();
    await stage.scoreAll();
    await tellOf(stage, person);

    const words = { id: person, 'id in the shop': 'shop:471193', phone: phone.slice(1), mail: email, text };
    const before = await findEverywhere(stage, words);
    print(`\n  before: ${foundLines(before).join('')}`);
    const golden = await goldenRows(stage);

    const answer = await stage.perennial('erase', phone, '--yes', '--json');
    print(`\n  erased: ${JSON.stringify((JSON.parse(answer) as { erased: object }).erased)}`);
    const replaced = (await goldenRows(stage)).filter((rows, at) => rows !== golden[at]).length;
    const servesAfter = await stage.loadsChampion();

    const again = await comeAgain(stage, person);
    print(`  what came again: ${JSON.stringify(again)}`);
    await stage.train();
    const orders = await stage.database.query<{ open: number }>(
      'select count(*)::integer as open from erasure_orders where model = $1 and carried_out_at is null',
      [stage.model],
    );
    await stage.vacuum();
    const after = await findEverywhere(stage, words);
    print(`\n  after: ${foundLines(after).join('')}`);
    const inSource = await stage.shop.query('select 1 from people where phone = $1', [phone]);

    return {
      passed: [
        atLeast('places that held something before', Object.keys(before).length, 5),
        atMost('places that hold something after', Object.keys(after).length, 0),
        atLeast('versions with other golden rows', replaced, 1),
        atLeast('the champion loads with them', Number(servesAfter), 1),
        atMost('rows of theirs that went in again', again.wentIn, 0),
        atLeast('rows of theirs that were left out, and counted', again.erased, 5),
        atMost('orders that the training did not confirm', orders[0]?.open ?? 1, 0),
        atLeast('rows of theirs that the source still has', inSource.length, 1),
      ].every(Boolean),
    };
  } finally {
    await stage.close();
  }
}

function atLeast(name: string, figure: number, bar: number): boolean {
  return holds(name, `${figure}, at least ${bar}`, figure >= bar);
}

function atMost(name: string, figure: number, bar: number): boolean {
  return holds(name, `${figure}, at most ${bar}`, figure <= bar);
}

async function goldenRows({ database }: Stage): Promise<string[]> {
  const rows = await database.query<{ golden: object }>('select golden from model_versions order by id');
  return rows.map(({ golden }) => JSON.stringify(golden));
}

/** Whose row of the champion's snapshot is its first golden row. */
async function someoneInGoldenRows({ database, blobs, model }: Stage): Promise<string> {
  const [version] = await database.query<{ snapshot: string; golden: GoldenRows }>(
    `select v.snapshot_hash as snapshot, v.golden from model_versions as v where v.model = $1 order by id limit 1`,
    [model],
  );
  if (version === undefined) throw new Error('nothing was trained');
  const { contacts, features, values } = decodeSnapshot(await blobs.get(version.snapshot));
  for (const golden of version.golden.features) {
    const at = contacts.findIndex((_, row) =>
      features.every((_, column) => Object.is(values[row * features.length + column], golden[column] ?? Number.NaN)),
    );
    if (at >= 0) return contacts[at] as string;
  }
  throw new Error('no golden row is a row of the snapshot');
}

async function comeInAllWays(stage: Stage, person: string): Promise<void> {
  const [known] = await stage.database.query<{ created: Date }>(
    'select created_at as created from contacts where external_id = $1',
    [person],
  );
  const created = (known?.created ?? new Date()).toISOString();
  const file = join(stage.folder, 'people.csv');
  await writeFile(
    file,
    `external_id,name,phone,email,created_at\n${person},Wilhelmina Proof,${phone},${email},${created}\n${person},Wilhelmina Proof,${phone},${email},someday\n`,
  );
  await stage.perennial('import', 'contacts', file, '--allow-rejects', '1');
  await stage.database.query('update contacts set synthetic = false where external_id = $1', [person]);
  await stage.shop.query('insert into people (id, phone, email, said) values (471193, $1, $2, $3), (2, $4, null, $5)', [
    ...[phone, email, text],
    ...['+15557341903', 'Somebody else wrote this to the shop'],
  ]);
  await stage.sync();
  await stage.post({ external_id: '471193', phone, email });
  await stage.read();
}

async function tellOf({ database, perennial, mailbox }: Stage, person: string): Promise<void> {
  await perennial(
    'destination',
    'add',
    'crm',
    '--kind',
    'webhook',
    '--url',
    'https://crm.example.com/hook',
    '--events',
    'contact.at_risk',
    '--secret-env',
    'CRM_SECRET',
  );
  await database.query(
    `with told as (insert into outbox (type, subject, sequence, contact, data, happened_at)
       values ('contact.at_risk', 'contact/' || $1, 1, $1, jsonb_build_object('contact', $1::text), now()) returning id)
     insert into deliveries (destination_id, event_id) select d.id, told.id from destinations as d, told`,
    [person],
  );
  await mailbox.send({
    ...{ messageId: `<${randomUUID()}@proof>`, to: 'operator@localhost', subject: 'At risk: Wilhelmina Proof ✓' },
    ...{
      text: `Call ${person}, ${phone}, ${email}.`,
      html: `<p>${person} wrote: ${text} ä</p>`,
      charts: [],
      thread: [],
    },
  });
  await database.query(
    `insert into mails (key, message_id, recipient, subject, body, state) values ('proof', 'proof', 'operator@localhost', 'At risk', $1, 'sent')`,
    [`Call ${person}, ${phone}.`],
  );
}

/** What each way brings of the person now. */
async function comeAgain(stage: Stage, person: string): Promise<{ wentIn: number; erased: number }> {
  await stage.perennial('import', 'contacts', join(stage.folder, 'people.csv'), '--allow-rejects', '1');
  await stage.shop.query(`update people set updated_at = now()`);
  await stage.sync();
  await stage.post({ external_id: '471193', phone, email });
  await stage.post({ external_id: '999', phone }, 'people.sneezed');
  await stage.read();
  const statuses = await stage.upsert([
    ['contacts', { external_id: person, created_at: '2026-01-01' }],
    ['messages', { external_id: 'again', contact_phone: phone, direction: 'inbound', text, sent_at: '2026-02-01' }],
  ]);
  const [{ imported, synced }] = (await stage.database.query<{ imported: number; synced: number }>(
    `select coalesce((select sum((left_out ->> 'rows')::integer) from import_batches, jsonb_array_elements(report -> 'leftOut') as left_out
         where left_out ->> 'why' = 'erased before'), 0)::integer as imported,
       (select sum(erased) from source_streams)::integer as synced`,
  )) as [{ imported: number; synced: number }];
  const came = await stage.database.query('select 1 from contacts where phone = $1 or external_id = $2', [
    phone,
    person,
  ]);
  const erased = statuses.filter((status) => status === 'erased').length;
  return { wentIn: came.length + statuses.length - erased, erased: erased + imported + synced };
}
