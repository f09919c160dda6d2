import type { Database } from '../../store/database/database.ts';
import type { Reading } from '../../store/database/read-together.ts';
import { inTransaction } from '../../store/database/transaction.ts';

/** As `BusinessQuery`, for rows of some subjects: several statements in one round trip, by plans that are kept. */
export type BusinessReader = (readings: readonly Reading[]) => Promise<object[][]>;

export function readInBusinessTime(database: Database, zone: string, signal?: AbortSignal): BusinessReader {
  const settings = { 'perennial.business_timezone': zone };
  return (readings) => database.read(readings, { settings, ...(signal && { signal }) });
}

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
