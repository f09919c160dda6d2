import { Readable } from 'node:stream';
import { parseSource } from '../../ingest/sources/source-definition.ts';
import { syncSlice } from '../../ingest/sources/sync-slice.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { copyInto } from '../../store/database/copy.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { addSource, readSource } from '../../store/sources/sources.ts';
import { startTestApi } from '../../test/api/start-test-api.ts';
import { temporaryFolder, testDatabase } from '../../test/infrastructure.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/** Rows a second over those of COPY into the same table. */
const leastShareOfCopy = 0.3;
const contacts = 5_000;
const columns = ['external_id', 'contact', 'amount', 'currency', 'purchased_at'] as const;

/** `npm run bench -- ingest [--reduced]` */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const count = reduced ? 20_000 : 200_000;
  const copied = await timed('COPY', count, async (database) => {
    await inTransaction(database, (client) =>
      copyInto(
        client,
        'purchases',
        ['external_id', 'contact_id', 'amount', 'currency', 'purchased_at'],
        purchases(count).map(([id, contact, ...others]) => [id, Number(contact), ...others]),
      ),
    );
  });
  const posted = await timed('POST /api/v1/data/purchases, a stream', count, async (database) => {
    const api = await startTestApi({ database, blobs: openBlobs(temporaryFolder()) });
    try {
      const lines = purchases(count).map((row) =>
        JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at]]))),
      );
      const response = await fetch(`${api.url}/api/v1/data/purchases?results=problems`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${api.newToken}`, 'Content-Type': 'application/x-ndjson' },
        body: Readable.toWeb(Readable.from(inChunks(lines))) as ReadableStream,
        duplex: 'half',
      } as RequestInit);
      await response.text();
    } finally {
      await api.close();
    }
  });
  const read = await timed('a source', count, async (database, url) => {
    const definition = parseSource(sourceText, 'shop', 'shop');
    const source = await readSource(database, 'shop');
    await syncSlice(database, { source, definition, url, settings: { timezone: 'UTC' }, sliceMs: 3_600_000 });
  });
  const judge = (name: string, speed: number) =>
    holds(name, `${(speed / copied).toFixed(2)} of COPY (>= ${leastShareOfCopy})`, speed / copied >= leastShareOfCopy);
  return { passed: [judge('the API', posted), judge('a source', read)].every(Boolean) };
}

const sourceText = `
name: Shop
streams:
  orders:
    sql: select * from shop.orders
    key: external_id
    mapping: { tables: { purchases: { external_id: external_id, contact: contact, amount: amount, currency: currency, purchased_at: purchased_at } } }`;

/** Rows a second into a database of its own, whose contacts are there. Their ids are their external ids, also by the name of a source. */
async function timed(
  name: string,
  count: number,
  work: (database: Database, url: string) => Promise<void>,
): Promise<number> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
  try {
    await database.query(
      `insert into contacts (id, external_id, created_at) overriding system value
       select n, n::text, '2025-01-01' from generate_series(1, $1::integer) as n`,
      [contacts],
    );
    await database.query(
      `insert into contact_identities (kind, source, value, contact_id) select 'id', 'shop', 'shop:' || id, id from contacts`,
    );
    await database.query('create schema shop');
    await database.query(
      `create table shop.orders (external_id text primary key, contact text, amount numeric, currency text, purchased_at timestamptz, updated_at timestamptz default '2026-01-01')`,
    );
    await inTransaction(database, (client) => copyInto(client, 'shop.orders', columns, purchases(count)));
    await database.query('create index on shop.orders (updated_at)');
    await addSource(database, {
      ...{ name: 'shop', kind: 'postgresql', preset: null, definition: sourceText, credential: { env: 'NONE' } },
      ...{ settings: { everyMinutes: 15 }, createdAt: new Date() },
    });
    await database.query('analyze');
    const started = performance.now();
    await work(database, url);
    const seconds = (performance.now() - started) / 1_000;
    const [{ rows }] = await database.query<{ rows: number }>('select count(*) as rows from purchases');
    if (rows !== count) throw new Error(`${name}: ${rows} rows of ${count}`);
    const peak = Math.round(process.memoryUsage().rss / 1e6);
    print(
      `  ${name}: ${seconds.toFixed(2)} s, ${Math.round(count / seconds).toLocaleString('en')} rows a second, ${peak} MB`,
    );
    return count / seconds;
  } finally {
    await database.close();
    await close();
  }
}

function purchases(count: number): string[][] {
  return Array.from({ length: count }, (_, at) => {
    const day = String(1 + (at % 28)).padStart(2, '0');
    return [
      `o-${at}`,
      String(1 + ((at * 7) % contacts)),
      `${at % 500}.5`,
      'EUR',
      `2026-${String(1 + (at % 9)).padStart(2, '0')}-${day}T10:00:00Z`,
    ];
  });
}

function* inChunks(lines: readonly string[]): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += 500) yield Buffer.from(`${lines.slice(at, at + 500).join('\n')}\n`);
}
