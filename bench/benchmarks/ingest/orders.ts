import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { copyInto } from '../../../store/database/copy.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { addSource } from '../../../store/sources/sources.ts';
import { testDatabase } from '../../../test/infrastructure.ts';

const contacts = 5_000;
export const columns = ['external_id', 'contact', 'amount', 'currency', 'purchased_at'] as const;

export const sourceText = `
name: Shop
streams:
  orders:
    sql: select * from shop.orders
    key: external_id
    mapping: { tables: { purchases: { external_id: external_id, contact: contact, amount: amount, currency: currency, purchased_at: purchased_at } } }`;

export function orders(count: number): string[][] {
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

/** The orders as lines of JSON. */
export async function writeLines(file: string, count: number): Promise<void> {
  function* lines(): Generator<string> {
    for (const row of orders(count))
      yield `${JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at]])))}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

export type Shop = { readonly database: Database; readonly url: string; close(): Promise<void> };

/**
 * A database of its own, with contacts whose ids are their external ids, also by the name of a source, and with a shop's table of orders
 * beside ours, as a source has it.
 */
export async function openShop(count: number): Promise<Shop> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
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
    `create table shop.orders (external_id text primary key, contact text, amount numeric(14, 2), currency text, purchased_at timestamptz,
       updated_at timestamptz default '2026-01-01')`,
  );
  await inTransaction(database, (client) => copyInto(client, 'shop.orders', columns, orders(count)));
  await database.query('create index on shop.orders (updated_at)');
  await addSource(database, {
    ...{ name: 'shop', kind: 'postgresql', preset: null, definition: sourceText, credential: { env: 'NONE' } },
    ...{ settings: { everyMinutes: 15 }, createdAt: new Date() },
  });
  await database.query('analyze');
  return {
    ...{ database, url },
    async close() {
      await database.close();
      await close();
    },
  };
}
