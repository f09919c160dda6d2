import type pg from 'pg';
import type { Database, QueryOptions } from './database.ts';

export type TransactionOptions = QueryOptions & {
  /** 'repeatable read': every statement sees the same moment. */
  readonly isolation?: 'read committed' | 'repeatable read';
  readonly readOnly?: boolean;
};

/** One transaction on a client of the pool, for COPY, cursors and set-based SQL; entities use `em.transactional`. */
export function inTransaction<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
  { isolation = 'read committed', readOnly = false, signal }: TransactionOptions = {},
): Promise<T> {
  return database.withClient(
    async (client) => {
      await client.query(`begin isolation level ${isolation} ${readOnly ? 'read only' : 'read write'}`);
      try {
        const result = await work(client);
        signal?.throwIfAborted();
        await client.query('commit');
        return result;
      } catch (error) {
        // a lost connection has rolled back already; the rollback's error must not hide the first one
        await client.query('rollback').catch(() => {});
        throw error;
      }
    },
    { signal },
  );
}
