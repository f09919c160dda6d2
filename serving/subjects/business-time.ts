import type { Database } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';

/** Runs queries whose hours and days are in the business's zone if a contact's own is unknown, as in training. */
export type BusinessQuery = <Row extends object>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

export function queryInBusinessTime(database: Database, zone: string, signal?: AbortSignal): BusinessQuery {
  return <Row extends object>(sql: string, parameters: readonly unknown[]) =>
    inTransaction(
      database,
      async (client) => {
        await client.query(`select set_config('perennial.business_timezone', $1, true)`, [zone]);
        return (await client.query<Row>(sql, [...parameters])).rows;
      },
      { readOnly: true, signal },
    );
}
