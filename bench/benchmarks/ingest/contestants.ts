import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseSource } from '../../../ingest/sources/source-definition.ts';
import { syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { copyInto } from '../../../store/database/copy.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { readSource } from '../../../store/sources/sources.ts';
import { startTestApi } from '../../../test/api/start-test-api.ts';
import { temporaryFolder } from '../../../test/infrastructure.ts';
import { peersEnvironment } from '../engine/peers.ts';
import { orders, type Shop, sourceText } from './orders.ts';

/** Loads the orders. @returns how long it took, in seconds. */
export type Load = (shop: Shop, orders: { readonly count: number; readonly file: string }) => Promise<number>;

/** The same values into the same table; ids of contacts need no looking up. */
export const copy: Load = async ({ database }, { count }) => {
  const rows = orders(count).map(([id, contact, ...others]) => [id, Number(contact), ...others]);
  const names = ['external_id', 'contact_id', 'amount', 'currency', 'purchased_at'];
  const started = performance.now();
  await inTransaction(database, (client) => copyInto(client, 'purchases', names, rows));
  return secondsSince(started);
};

/** As one stream, a row a line. */
export const post: Load = async ({ database }, { file }) => {
  const api = await startTestApi({ database, blobs: openBlobs(temporaryFolder()) });
  try {
    const started = performance.now();
    const response = await fetch(`${api.url}/api/v1/data/purchases?results=problems`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${api.newToken}`, 'Content-Type': 'application/x-ndjson' },
      body: Readable.toWeb(createReadStream(file)) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    await response.text();
    return secondsSince(started);
  } finally {
    await api.close();
  }
};

export const sync: Load = async ({ database, url }) => {
  const definition = parseSource(sourceText, 'shop', 'shop');
  const source = await readSource(database, 'shop');
  const started = performance.now();
  await syncSlice(database, { source, definition, url, settings: { timezone: 'UTC' }, sliceMs: 3_600_000 });
  return secondsSince(started);
};

export type DltJob = {
  /** The lines that are posted to us, or the table that we are a reader of. */
  readonly from: 'lines' | 'table';
  readonly disposition: 'merge' | 'append';
  /** How dlt writes what it loads; null: as it does by itself, by INSERT of many rows. */
  readonly format: 'csv' | null;
};

/** dlt makes a table of its own, without indexes but of its row ids, and without references. Its start isn't counted. */
export function dlt(python: string, { from, disposition, format }: DltJob): Load {
  return async ({ url }, { count, file }) => {
    const child = spawn(python, [join(projectRoot, 'bench', 'peers', 'load_orders.py')], {
      env: peersEnvironment(2),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(JSON.stringify({ database: url, from, file, disposition, format, dataset: 'by_dlt' }));
    const [answer, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    if (code !== 0) throw new Error(`dlt ended with ${code}: ${said.slice(-1_500)}`);
    const { seconds, rows } = JSON.parse(answer.trim().split('\n').at(-1) ?? '') as Answer;
    if (rows !== count) throw new Error(`dlt: ${rows} rows of ${count}`);
    return seconds;
  };
}

type Answer = { readonly seconds: number; readonly rows: number };

function secondsSince(started: number): number {
  return (performance.now() - started) / 1_000;
}
