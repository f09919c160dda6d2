import type pg from 'pg';
import type { Act } from '../domain/access/actor.ts';
import { isPerennialError, PerennialError } from '../domain/errors.ts';
import { recordAct } from '../store/access/audit.ts';
import { takeImportTurn } from '../store/crm/import-lock.ts';
import { unmergeContacts } from '../store/crm/unmerge-contacts.ts';
import type { Database } from '../store/database/database.ts';
import { inTransaction } from '../store/database/transaction.ts';
import { type EntityTable, entityColumns, entityTables } from './merge/entity-tables.ts';
import { revaluePurchases, unsettleCurrency } from './merge/exchange-rate.ts';
import { withoutTriggers } from './merge/merge-context.ts';
import { changedLater, restoreRows } from './restore-rows.ts';

/** Why rows stay as they are: a later import or merge changed them, or rows that it doesn't take back refer to them. */
export type Kept = {
  readonly table: EntityTable;
  readonly why: 'changed later' | 'referred to';
  readonly rows: number;
  /** Some external ids. */
  readonly examples: readonly string[];
};

export type UndoReport = {
  readonly batch: number;
  readonly file: string;
  readonly deleted: number;
  readonly restored: number;
  readonly kept: readonly Kept[];
};

/** The order in which rows may be deleted: those that refer to others first. */
const childrenFirst = [...entityTables].reverse();
const examplesNamed = 5;

/**
 * Takes an imported file back: rows that it added are deleted, rows that it changed or deleted become what they were. Rows that a later
 * import or a merge of contacts changed, or that rows of others refer to, stay as they are and are named.
 *
 * @throws PerennialError `not_found` for no such batch, `invalid_input` for one that was taken back before.
 */
export async function undoImport(
  database: Database,
  batch: number,
  { signal, act }: { readonly signal?: AbortSignal; readonly act?: Act | undefined } = {},
): Promise<UndoReport> {
  return await inTransaction(
    database,
    async (client) => {
      await takeImportTurn(client);
      const file = await requireBatch(client, batch);
      const report = await withoutTriggers(client, () => undo(client, batch));
      await client.query('update import_batches set undone_at = now() where id = $1', [batch]);
      await recordAct(client, act && { ...act, details: { file } });
      return { batch, file, ...report };
    },
    { signal },
  );
}

async function requireBatch(client: pg.ClientBase, batch: number): Promise<string> {
  const { rows } = await client.query<{ file: string; undone_at: Date | null; forgotten: boolean }>(
    `select file, undone_at, exists (select from import_changes where batch_id = b.id and before = '{}') as forgotten
     from import_batches as b where id = $1`,
    [batch],
  );
  const found = rows[0];
  const remedy = 'npx perennial import --list shows what can be taken back.';
  if (found === undefined) throw new PerennialError('not_found', `There is no import ${batch}.`, remedy, { batch });
  if (found.forgotten) {
    throw new PerennialError(
      'invalid_input',
      `What batch ${batch} (${found.file}) changed is too long ago.`,
      'Batches of rows can be taken back for 30 days.',
      { batch },
    );
  }
  if (found.undone_at === null) return found.file;
  throw new PerennialError('invalid_input', `Import ${batch} (${found.file}) was taken back already.`, remedy, {
    batch,
  });
}

async function undo(client: pg.ClientBase, batch: number): Promise<Omit<UndoReport, 'batch' | 'file'>> {
  const kept: Kept[] = [];
  let deleted = 0;
  let restored = 0;
  kept.push(...(await unmerge(client, batch)));
  await restoreRates(client, batch);
  await client.query('drop table if exists pg_temp.changed_later');
  await client.query(
    `create temporary table changed_later on commit drop as
     select distinct c.table_name, c.row_id from import_changes as c join import_batches as b on b.id = c.batch_id
     where c.batch_id > ${batch} and b.undone_at is null
     union
     select 'contacts', contact from contact_merges as m join import_batches as b on b.id = ${batch} and m.merged_at > b.imported_at
     cross join lateral (values (m.survivor_id), (m.merged_id)) as both_of (contact)
     where m.undone_at is null and m.batch_id is distinct from ${batch}`,
  );
  // first, so that rows which the batch added are no longer referred to by those that it changed
  for (const table of entityTables) restored += await restoreRows(client, batch, table);
  for (const table of childrenFirst) {
    kept.push(...(await keptRows(client, batch, table)));
    const { rowCount } = await client.query(
      `delete from ${table} as t where t.batch_id = ${batch} and not (${changedLater(table)}) and not (${referredTo(table)})`,
    );
    deleted += rowCount ?? 0;
  }
  await client.query(
    `delete from contact_identities where batch_id = ${batch}
       and contact_id not in (select row_id from changed_later where table_name = 'contacts')
       and contact_id not in (select id from contacts where batch_id = ${batch})`,
  );
  await client.query(`delete from identity_conflicts where batch_id = ${batch}`);
  await unsettleCurrency(client, batch);
  return { deleted, restored, kept };
}

/** Rows that others refer to; those of the batch itself were deleted before. */
function referredTo(table: EntityTable): string {
  const references = entityTables.flatMap((child) =>
    entityColumns[child].flatMap(({ refersTo, column }) =>
      refersTo === table ? [`exists (select from ${child} as child where child.${column} = t.id)`] : [],
    ),
  );
  return references.length === 0 ? 'false' : references.join(' or ');
}

async function keptRows(client: pg.ClientBase, batch: number, table: EntityTable): Promise<Kept[]> {
  const { rows } = await client.query<{ why: Kept['why']; rows: number; examples: string[] }>(
    `select why, count(*) as rows, (array_agg(external_id order by external_id))[1:${examplesNamed}] as examples
     from (
       select t.external_id, case when ${changedLater(table)} then 'changed later' when ${referredTo(table)} then 'referred to' end as why
       from ${table} as t where t.batch_id = ${batch}
       union all
       select coalesce(now.external_id, t.before -> 'row' ->> 'external_id'), 'changed later'
       from (select row_id as id, before from import_changes where batch_id = ${batch} and table_name = '${table}') as t
       left join ${table} as now on now.id = t.id where ${changedLater(table)}
     ) as found
     where why is not null group by why`,
  );
  return rows.map((row) => ({ table, ...row }));
}

/** Contacts that the batch merged are two again, unless a later merge stands above. */
async function unmerge(client: pg.ClientBase, batch: number): Promise<Kept[]> {
  const { rows } = await client.query<{ id: number; survivor: string }>(
    'select id, survivor from contact_merges where batch_id = $1 and undone_at is null order by id desc',
    [batch],
  );
  const kept: string[] = [];
  for (const { id, survivor } of rows) {
    await client.query('savepoint unmerging');
    try {
      await unmergeContacts(client, { id, actor: 'import', reason: `Import ${batch} was taken back.` });
    } catch (error) {
      if (!isPerennialError(error)) throw error;
      await client.query('rollback to savepoint unmerging');
      kept.push(survivor);
    }
  }
  if (kept.length === 0) return [];
  return [{ table: 'contacts', why: 'changed later', rows: kept.length, examples: kept.slice(0, examplesNamed) }];
}

async function restoreRates(client: pg.ClientBase, batch: number): Promise<void> {
  const { rowCount } = await client.query(
    `delete from exchange_rates as r using import_changes as c
     where c.batch_id = ${batch} and c.table_name = 'exchange_rates'
       and r.currency = c.before ->> 'currency' and r.valid_from = (c.before ->> 'valid_from')::date
       and not exists (select from import_changes as later join import_batches as b on b.id = later.batch_id
         where later.batch_id > ${batch} and later.table_name = c.table_name and later.row_id = c.row_id and b.undone_at is null)`,
  );
  if (rowCount === 0) return;
  await client.query(
    `insert into exchange_rates (currency, valid_from, rate)
     select before ->> 'currency', (before ->> 'valid_from')::date, (before ->> 'rate')::double precision from import_changes
     where batch_id = ${batch} and table_name = 'exchange_rates' and before ->> 'rate' is not null
     on conflict do nothing`,
  );
  const { rows } = await client.query<{ currency: string | null }>('select currency from business');
  if (rows[0]?.currency != null) await revaluePurchases(client, rows[0].currency);
}
