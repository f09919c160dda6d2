import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvLine } from '../../../ingest/export/write-csv-folder.ts';
import { createRandom, type Random } from '../../../simulation/random.ts';

const until = Date.UTC(2026, 10, 22);
const day = 86_400_000;
export const contactCount = 50_000;
const words = 'thank you that was quick could you deliver on friday please how much is it for two'.split(' ');

/** Ids are whole numbers, so that a file goes into a table by COPY as it is. */
export async function writeContacts(file: string): Promise<void> {
  await write(file, ['external_id', 'name', 'phone', 'created_at'], contactCount, (n, random) => [
    String(n),
    `Contact ${n}`,
    `+1415${String(2_000_000 + n)}`,
    moment(random, 200, 400),
  ]);
}

export async function writeMessages(file: string, count: number): Promise<void> {
  const fields = ['external_id', 'contact', 'conversation', 'direction', 'content_type', 'urgency', 'text', 'sent_at'];
  await write(file, fields, count, (n, random) => {
    // five messages a conversation
    const conversation = Math.ceil(n / 5);
    return [
      `m${n}`,
      String(1 + (conversation % contactCount)),
      `v${conversation}`,
      random.chance(0.5) ? 'inbound' : 'outbound',
      'informational',
      '0',
      Array.from({ length: 3 + random.integer(20) }, () => random.pick(words)).join(' '),
      moment(random, 0, 180),
    ];
  });
}

export const purchaseFields = ['external_id', 'contact', 'amount', 'quantity', 'purchased_at'];

export async function writePurchases(file: string, count: number): Promise<void> {
  await write(file, purchaseFields, count, (n, random) => [
    `p${n}`,
    String(1 + random.integer(contactCount)),
    (random.integer(50_000) / 100).toFixed(2),
    String(1 + random.integer(4)),
    moment(random, 0, 180),
  ]);
}

function moment(random: Random, fromDays: number, toDays: number): string {
  return new Date(Math.floor(until - random.between(fromDays, toDays) * day)).toISOString();
}

async function write(
  file: string,
  fields: readonly string[],
  count: number,
  row: (n: number, random: Random) => readonly string[],
): Promise<void> {
  const random = createRandom('bench', ...fields);
  function* lines(): Iterable<string> {
    yield csvLine(fields);
    for (let n = 1; n <= count; n++) yield csvLine(row(n, random));
  }
  await pipeline(Readable.from(lines(), { highWaterMark: 1_000 }), createWriteStream(file));
}
