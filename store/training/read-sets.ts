import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

/**
 * Reads one moment of the database, for statements that join large sets. Hundreds of thousands of exposures and predictions
 * can arrive before the server updates its statistics. It would then plan for three rows and compare each row with each;
 * without nested loops it uses hash joins.
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
