import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { csvText } from '../domain/csv-text.ts';
import type { BucketAccess } from '../store/artifacts/bucket-client.ts';
import { objectAt } from '../store/backup/bucket-place.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { type ScoreList, type ScoreRow, tierOf } from './score-row.ts';

const columns: readonly (readonly [name: string, of: (row: ScoreRow, scoredAt: string) => string | number | null])[] = [
  ['subject', ({ subject }) => subject],
  ['contact', ({ contact }) => contact],
  ['name', ({ name }) => name],
  ['phone', ({ phone }) => phone],
  ['email', ({ email }) => email],
  ['owner', ({ owner }) => owner],
  ['score', ({ score }) => score],
  ['tier', tierOf],
  ['previous', ({ previous }) => previous],
  ['best_at', ({ bestAt }) => bestAt?.toISOString() ?? null],
  ['opted_in', ({ optedIn }) => String(optedIn)],
  ['version', ({ version }) => version],
  ['prediction_id', ({ prediction }) => prediction],
  ['scored_at', (_, scoredAt) => scoredAt],
];

/**
 * Puts a list into a folder or a bucket as `<model>-<moment>.csv`. A file with that name is whole: it is written under another one first.
 * Written again, it has the same name.
 *
 * @throws DeliveryFailure
 */
export async function writeCsv(to: string, list: ScoreList, access: CsvAccess): Promise<void> {
  const { model, scoredAt, pages } = list;
  const moment = scoredAt.toISOString();
  async function* text(): AsyncGenerator<string> {
    yield csvText([columns.map(([name]) => name)]);
    for await (const page of pages)
      yield csvText(page.map((row) => columns.map(([, of]) => String(of(row, moment) ?? ''))));
  }
  await put(to, `${model}-${moment.replaceAll(':', '-')}.csv`, text(), access);
}

/** A file of one line, which says that files arrive. @throws DeliveryFailure */
export async function writeTestCsv(to: string, access: CsvAccess): Promise<void> {
  async function* text(): AsyncGenerator<string> {
    yield csvText([columns.map(([name]) => name)]);
  }
  await put(to, 'perennial-test.csv', text(), access);
}

export type CsvAccess = { readonly buckets: BucketAccess; readonly signal?: AbortSignal };

async function put(
  to: string,
  name: string,
  text: AsyncIterable<string>,
  { buckets, signal }: CsvAccess,
): Promise<void> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const part of text) {
      signal?.throwIfAborted();
      yield Buffer.from(part);
    }
  }
  try {
    const { bucket, prefix = '' } = /^s3:\/\/(?<bucket>[^/]+)\/?(?<prefix>.*)$/.exec(to)?.groups ?? {};
    if (bucket === undefined) await putFile(to, name, bytes());
    else
      await objectAt(bucket, [prefix.replace(/\/+$/, ''), name].filter((part) => part !== '').join('/'), buckets).write(
        bytes(),
      );
  } catch (error) {
    signal?.throwIfAborted();
    throw new DeliveryFailure(`${name} could not be written to ${to}: ${(error as Error).message}.`, { cause: error });
  }
}

/** The folder must be there: one that is made by mistake is read by nobody. Its group may read the file, others not. */
async function putFile(folder: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx', 0o640);
    try {
      for await (const part of bytes) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } finally {
    await rm(temporary, { force: true });
  }
}
