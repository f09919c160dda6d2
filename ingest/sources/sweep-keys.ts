import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { mostSwept } from '../../domain/sources.ts';
import { copyInto } from '../../store/database/copy.ts';
import type { Database } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { countDeleted } from '../../store/sources/sources.ts';
import { type EntityTable, entityTables, isEntityTable } from '../merge/entity-tables.ts';
import type { GivenRecord } from '../upsert/given-record.ts';
import { countStatuses, upsertRecords } from '../upsert/upsert-records.ts';
import { inSnapshot, type SourceReader } from './connect-source.ts';
import { keysQuery, knownQuery } from './page-sql.ts';
import type { SourceStreamDefinition } from './source-definition.ts';
import type { SyncOptions } from './sync-slice.ts';

const keysAtOnce = 20_000;
const deletedAtOnce = 1_000;

/**
 * Finds rows that are here and no longer there, by comparing all keys, and deletes them. What refers to others goes first.
 *
 * @param accepts deletes however many there are.
 * @throws PerennialError `source_changed` where so many are gone that something else must have happened.
 */
export async function sweepKeys(database: Database, options: SyncOptions, accepts = false): Promise<number> {
  const { source, definition, url, signal } = options;
  const swept = definition.streams.flatMap((stream) =>
    stream.deletes !== null && isEntityTable(stream.deletes) ? [{ stream, table: stream.deletes as EntityTable }] : [],
  );
  const gone = new Map<EntityTable, { stream: SourceStreamDefinition; ids: string[] }>();
  await inSnapshot(source.name, url, signal, async (reader) => {
    for (const { stream, table } of swept) {
      const ids = await inTransaction(database, async (client) => {
        await client.query('create temporary table swept_keys (id text not null) on commit drop');
        for (let after = ''; ; ) {
          signal?.throwIfAborted();
          const { sql, parameters } = keysQuery(stream, after, keysAtOnce, source.settings.account);
          const { rows } = await reader.rows(sql, parameters);
          await copyInto(
            client,
            'pg_temp.swept_keys',
            ['id'],
            rows.map(([key]) => [`${source.name}:${key}`]),
          );
          if (rows.length < keysAtOnce) break;
          after = rows.at(-1)?.[0] ?? '';
        }
        return await missingKeys(client, table, `${source.name}:`);
      });
      if (!accepts) requireBelievable(source.name, table, ids);
      gone.set(table, { stream, ids: ids.missing });
    }
  });
  await inSnapshot(source.name, url, signal, async (reader) => {
    for (const one of gone.values()) one.ids = await stillMissing(reader, one.stream, one.ids, source);
  });
  let deleted = 0;
  for (const table of [...entityTables].reverse()) {
    const { stream, ids } = gone.get(table) ?? { stream: undefined, ids: [] };
    for (let at = 0; stream !== undefined && at < ids.length; at += deletedAtOnce) {
      signal?.throwIfAborted();
      deleted += await deleteRows(database, options, stream, table, ids.slice(at, at + deletedAtOnce));
    }
  }
  return deleted;
}

type Missing = { readonly missing: string[]; readonly known: number };

/** Ids of the source that are here and whose keys are not there. */
async function missingKeys(client: pg.ClientBase, table: EntityTable, prefix: string): Promise<Missing> {
  await client.query('create index on swept_keys (id)');
  await client.query('analyze swept_keys');
  const names =
    table === 'contacts'
      ? `union select value from contact_identities where kind = 'id' and starts_with(value, $1)`
      : '';
  const { rows } = await client.query<{ id: string; gone: boolean }>(
    `select known.id, not exists (select from swept_keys as k where k.id = known.id) as gone
     from (select external_id as id from ${table} where starts_with(external_id, $1) ${names}) as known`,
    [prefix],
  );
  return { missing: rows.flatMap(({ id, gone }) => (gone ? [id] : [])), known: rows.length };
}

/** A webhook may bring a row here while keys are read in a snapshot that lacks it: a later one has it. */
async function stillMissing(
  reader: SourceReader,
  stream: SourceStreamDefinition,
  ids: readonly string[],
  { name, settings }: SyncOptions['source'],
): Promise<string[]> {
  const missing: string[] = [];
  for (let at = 0; at < ids.length; at += keysAtOnce) {
    const asked = ids.slice(at, at + keysAtOnce);
    const keys = asked.map((id) => id.slice(name.length + 1));
    const { sql, parameters } = knownQuery(stream, keys, settings.account);
    const known = new Set((await reader.rows(sql, parameters)).rows.map(([key]) => `${name}:${key}`));
    missing.push(...asked.filter((id) => !known.has(id)));
  }
  return missing;
}

function requireBelievable(source: string, table: string, { missing, known }: Missing): void {
  if (missing.length <= mostSwept.rows || missing.length <= mostSwept.share * known) return;
  throw new PerennialError(
    'source_changed',
    `${source}: ${missing.length} of ${known} ${table} are gone there. None of them was deleted here.`,
    `If they really were deleted: npx perennial source sync ${source} --accept-deletes. Else correct the source, such as its account.`,
    { source, table, missing: missing.length, known },
  );
}

async function deleteRows(
  database: Database,
  { source, settings, clock = () => new Date() }: SyncOptions,
  stream: SourceStreamDefinition,
  table: EntityTable,
  ids: readonly string[],
): Promise<number> {
  const records = ids.map(
    (id): GivenRecord => ({
      kind: 'delete',
      rows: [{ table, values: { external_id: id }, clears: [] }],
      source: '',
    }),
  );
  return await inTransaction(database, async (client) => {
    const upsert = { origin: source.name, label: stream.mapping.name, settings, now: clock() };
    const { results } = await upsertRecords(client, records, upsert);
    const { deleted } = countStatuses(results);
    await countDeleted(client, source.name, stream.name, deleted);
    return deleted;
  });
}
