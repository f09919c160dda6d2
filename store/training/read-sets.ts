import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

/**
 * One moment of the database for statements that join whole sets. Exposures and predictions come by the hundred thousand before the
 * server has counted them, and a join planned for three rows would compare each with each: without nested loops it hashes.
 */
export function readSets<T>(database: Database, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  return inTransaction(
    database,
    async (client) => {
      await client.query('set local enable_nestloop = off');
      return await work(client);
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
