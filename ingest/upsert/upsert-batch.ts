import { takeImportTurn } from '../../store/crm/import-lock.ts';
import { keepAnswer, readAnswer } from '../../store/crm/upsert-answers.ts';
import type { Database, QueryOptions } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import type { GivenRecord } from './given-record.ts';
import type { UpsertOptions } from './upsert-options.ts';
import { type UpsertOutcome, upsertRecords } from './upsert-records.ts';

export type BatchKey = {
  /** Chosen by the sender, once for each batch. */
  readonly key: string;
  /** Of what was sent. */
  readonly contentHash: string;
};

/**
 * Writes records in one transaction. A batch with a key that was sent before is answered as it was then, and changes nothing.
 * @throws PerennialError `batch_conflict` where the key was that of other records.
 */
export function upsertBatch(
  database: Database,
  records: readonly GivenRecord[],
  { batchKey, ...options }: UpsertOptions & { readonly batchKey?: BatchKey },
  query: QueryOptions = {},
): Promise<UpsertOutcome> {
  return inTransaction(
    database,
    async (client) => {
      if (batchKey === undefined) return await upsertRecords(client, records, options);
      // the second of two that come at once waits here for the answer to the first
      await takeImportTurn(client);
      const known = await readAnswer(client, batchKey.key, batchKey.contentHash);
      if (known !== undefined) return known as UpsertOutcome;
      const outcome = await upsertRecords(client, records, options);
      await keepAnswer(client, batchKey.key, batchKey.contentHash, outcome);
      return outcome;
    },
    query,
  );
}
