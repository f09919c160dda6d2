import type { Readable } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type pg from 'pg';
import type { FreezeInput, FrozenRows } from '../../jobs/freeze/freeze-input.ts';
import type { ThreadPool } from '../../jobs/pool.ts';
import { copyOut } from '../../store/database/copy-out.ts';

/** Pieces of some tens of kilobytes that may be on their way to the thread. */
const mostUnderWay = 16;

/**
 * Rows go from the database to a thread as they come, which makes a snapshot of them: this thread only passes bytes on, and the server
 * waits while the thread has enough to do.
 *
 * @param stop ends query and thread when either fails; its signal, or one that follows it, is the transaction's too.
 */
export async function freezeTrainingRows(
  client: pg.ClientBase,
  threads: ThreadPool,
  sql: string,
  input: Omit<FreezeInput, 'rows'>,
  { signal, stop }: { readonly signal: AbortSignal; readonly stop: (reason: unknown) => void },
): Promise<FrozenRows> {
  const { port1, port2 } = new MessageChannel();
  try {
    const frozen = threads.run('freezeRows', { ...input, rows: port2 }, { signal, transfer: [port2] });
    const sent = sendPieces(copyOut(client, sql), port1, frozen);
    const [result] = await Promise.all([frozen, sent]);
    return result;
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    port1.close();
  }
}

/**
 * Never destroys the stream: a server that is not read from doesn't hear that its query is cancelled. When the thread has ended, what
 * still comes is dropped.
 */
function sendPieces(rows: Readable, port: MessagePort, ended: Promise<unknown>): Promise<void> {
  let underWay = 0;
  let isOver = false;
  port.on('message', () => {
    underWay--;
    rows.resume();
  });
  ended.catch(() => {
    isOver = true;
    rows.resume();
  });
  rows.on('data', (piece: Buffer) => {
    if (isOver) return;
    port.postMessage(piece);
    underWay++;
    if (underWay >= mostUnderWay) rows.pause();
  });
  return new Promise((resolve, reject) => {
    rows.on('error', reject);
    rows.on('end', () => {
      port.postMessage(null);
      resolve();
    });
  });
}
