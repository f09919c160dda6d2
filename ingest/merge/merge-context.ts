import type pg from 'pg';

/** What all merging of one file shares. */
export type MergeContext = {
  readonly client: pg.ClientBase;
  /** The row of `import_batches`. */
  readonly batch: number;
  /** The business's own currency. */
  readonly currency: string;
  /** Names of mappings whose word on a row, other than a contact, stands. */
  readonly yieldsTo: readonly string[];
  /** Sentences for the report; null: nobody reads one, and what only they need isn't looked for. */
  readonly notes: string[] | null;
};

export type Outcome = {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that said something about a row that another one of the file was about too. */
  readonly merged: number;
  /** Rows deleted because the file says that they are deleted there. */
  readonly removed: number;
};

/** The writing of histories is left to `work`: the triggers of the tables keep still. */
export async function withoutTriggers<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query(`select set_config('perennial.history', 'off', true)`);
  const result = await work();
  await client.query(`select set_config('perennial.history', 'on', true)`);
  return result;
}
