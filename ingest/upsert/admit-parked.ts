import { awaitingNothing } from '../../store/crm/parked-rows.ts';
import type { Database, QueryOptions } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import type { ImportSettings } from '../import-options.ts';
import { isThere } from '../intake/awaited.ts';
import { entityTables } from '../merge/entity-tables.ts';
import { admitWaiting } from './upsert-records.ts';

const rowsAtOnce = 1_000;

/** Tries all rows for which what they wait for is there by now, whoever brought it: an import, a person, a program. */
export async function admitParked(
  database: Database,
  settings: ImportSettings,
  now: Date,
  { signal }: QueryOptions = {},
): Promise<number> {
  const known = isThere('key', entityTables);
  let admitted = 0;
  for (;;) {
    signal?.throwIfAborted();
    const went = await inTransaction(
      database,
      async (client) => {
        const waiting = await awaitingNothing(client, known, rowsAtOnce);
        if (waiting.length === 0) return 0;
        return await admitWaiting(client, waiting, { origin: 'parked', label: 'parked rows', settings, now });
      },
      { signal },
    );
    admitted += went;
    if (went === 0) return admitted;
  }
}
