import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../engine/random.ts';
import { header, startSmtpServer } from '../../../test/mail/smtp-server.ts';

/** A message that the server took. Milliseconds since the epoch. */
export type Delivery = { readonly messageId: string; readonly takenAt: number; readonly answeredAt: number };

export type PostOffice = {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Resolves when the next message's data are there, before they are answered; after `patience` ms at the latest. */
  nextData(patience: number): Promise<void>;
  close(): Promise<void>;
};

/** ms. As slow to say 'queued' as servers that look for spam are. */
export const slowestAnswer = 400;

/** A mail server that keeps taking mail through all kills, and counts. */
export async function openPostOffice(random: Random): Promise<PostOffice> {
  const deliveries: Delivery[] = [];
  let arrival = Promise.withResolvers<void>();
  const server = await startSmtpServer({
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const messageId = header(Buffer.concat(chunks).toString(), 'Message-ID') ?? '';
        const [takenAt, wait] = [Date.now(), random.next() * slowestAnswer];
        deliveries.push({ messageId, takenAt, answeredAt: takenAt + wait });
        arrival.resolve();
        arrival = Promise.withResolvers();
        await sleep(wait);
        callback();
      });
    },
  });
  return {
    url: server.url,
    deliveries,
    nextData: (patience) => Promise.race([arrival.promise, sleep(patience)]),
    close: server.close,
  };
}

/** While a server or the workers were gone. Milliseconds since the epoch. */
export type Outage = { readonly of: string; readonly from: number; readonly to: number };

export type Doubled = {
  readonly messageId: string;
  /** What was gone while the delivery before was answered and marked; null: nothing, so that it should not have been repeated. */
  readonly because: Outage | null;
};

/** Milliseconds from the answer to the mark in the database, at most, on a busy machine. */
const untilMarked = 500;

/** Messages that were taken again, each held against what was gone at the time. */
export function findDoubled(deliveries: readonly Delivery[], outages: readonly Outage[]): Doubled[] {
  const before = new Map<string, Delivery>();
  const doubled: Doubled[] = [];
  for (const delivery of deliveries) {
    const { messageId } = delivery;
    const earlier = before.get(messageId);
    before.set(messageId, delivery);
    if (earlier === undefined) continue;
    const because = outages.find(({ from, to }) => from <= earlier.answeredAt + untilMarked && to >= earlier.takenAt);
    doubled.push({ messageId, because: because ?? null });
  }
  return doubled;
}
