import { setTimeout as sleep } from 'node:timers/promises';
import { isPerennialError, isTransient } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../../store/database/database.ts';
import { type StoredPrediction, writePredictions } from '../../store/predictions/predictions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ServingLog } from '../live/live-models.ts';
import type { Served } from './serve-rows.ts';
import { toStored } from './stored-prediction.ts';

/** Stores answers without delaying requests: `record` only queues them, and they are written in batches afterwards. */
export type PredictionLog = {
  record(model: ModelName, served: readonly Served[]): void;
  /** A prediction that is not written yet. */
  find(id: string): StoredPrediction | null;
  waiting(): number;
  /** Number of predictions dropped since the start. */
  dropped(): number;
  /** Resolves when everything recorded so far is written or dropped. */
  flush(): Promise<void>;
  /** Flushes. While the database is down, it waits at most `patience` ms and then drops the rest. */
  close(patience?: number): Promise<void>;
};

export type PredictionLogOptions = {
  /** Predictions that may wait while the database is down or slow, about a kilobyte each; beyond that the oldest are dropped. */
  readonly capacity?: number;
  readonly batchSize?: number;
  /** Milliseconds in which a batch can fill up. */
  readonly interval?: number;
  /** Milliseconds between a failed attempt and the next. */
  readonly retryInterval?: number;
};

export function createPredictionLog(
  dependencies: { readonly database: Database; readonly log: ServingLog } & PredictionLogOptions,
): PredictionLog {
  const { database, log } = dependencies;
  const { capacity = 50_000, batchSize = 1_000, interval = 200, retryInterval = 1_000 } = dependencies;
  const givenUp = new AbortController();
  /** Oldest first; the first `writing` of them are being written and are not dropped. */
  const queue: StoredPrediction[] = [];
  let writing = 0;
  let recorded = 0;
  let dropped = 0;
  let told = 0;
  let passes: Promise<void> = Promise.resolve();
  let busy = false;
  let timer: NodeJS.Timeout | undefined;

  function record(model: ModelName, served: readonly Served[]): void {
    for (const one of served) queue.push(toStored(model, one));
    recorded += served.length;
    const excess = queue.length - writing - capacity;
    if (excess > 0) {
      queue.splice(writing, excess);
      dropped += excess;
    }
    schedule();
  }

  function schedule(): void {
    if (busy || queue.length === 0) return;
    if (queue.length >= batchSize) void flush();
    else timer ??= setTimeout(() => void flush(), interval);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    passes = passes.then(pass);
    return passes;
  }

  /** Writes what was recorded before it. It never rejects, because the requests were answered long ago. */
  async function pass(): Promise<void> {
    const until = recorded;
    let size = batchSize;
    busy = true;
    while (queue.length > 0 && recorded - queue.length < until) {
      writing = Math.min(size, queue.length);
      try {
        await writePredictions(database, queue.slice(0, writing), { signal: givenUp.signal });
        queue.splice(0, writing);
      } catch (error) {
        if (givenUp.signal.aborted) drop(queue.length);
        else if (isPerennialError(error) && isTransient(error.code)) await pause();
        else if (writing > 1) size = Math.ceil(writing / 2);
        else {
          // the batch was halved down to the one row that the database refuses
          log.error({ error, prediction: queue[0].id }, 'A prediction could not be logged');
          drop(1);
        }
      }
      writing = 0;
      tellDropped();
    }
    busy = false;
    schedule();
  }

  /** Waits before the next attempt; meanwhile, waiting predictions may be dropped. */
  async function pause(): Promise<void> {
    writing = 0;
    await sleep(retryInterval, undefined, { signal: givenUp.signal }).catch(() => {});
  }

  function drop(count: number): void {
    queue.splice(0, count);
    dropped += count;
  }

  function tellDropped(): void {
    if (dropped === told) return;
    const fields = happened('predictions_dropped', { dropped: dropped - told, total: dropped });
    told = dropped;
    log.error(fields, `${fields.dropped} predictions were answered but not logged`);
  }

  return {
    record,
    find: (id) => queue.find((row) => row.id === id) ?? null,
    waiting: () => queue.length,
    dropped: () => dropped,
    flush,
    async close(patience = 5_000) {
      const patient = setTimeout(() => givenUp.abort(new Error('The prediction log is closed')), patience);
      await flush();
      clearTimeout(patient);
    },
  };
}
