import type pg from 'pg';
import type { FileState, KnownFile, ListedFile } from '../../domain/folder-files.ts';
import type { SourceFailure } from '../../domain/sources.ts';
import type { Database } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import type { Row } from '../training/training-entities.ts';
import type { SourceFileEntity } from './source-entities.ts';

export type SourceFile = Row<typeof SourceFileEntity>;

const columns = `id, source, name, version, byte_count as "byteCount", modified_at as "modifiedAt", seen_at as "seenAt", state,
  content_hash as "contentHash", same_as as "sameAs", report, error, tried_at as "triedAt"`;

export async function knownFiles(
  database: Database,
  source: string,
): Promise<(KnownFile & Pick<SourceFile, 'id' | 'error'>)[]> {
  return await database.query(
    `select id, name, version, state, seen_at as "seenAt", tried_at as "triedAt", error from source_files where source = $1`,
    [source],
  );
}

/** Those that were tried last come first. */
export async function listSourceFiles(database: Database, source: string, limit: number): Promise<SourceFile[]> {
  return await database.query<SourceFile>(
    `select ${columns} from source_files where source = $1 order by coalesce(tried_at, seen_at) desc, name limit $2`,
    [source, limit],
  );
}

/** null: there is none. */
export async function findSourceFile(database: Database, source: string, id: string): Promise<SourceFile | null> {
  const [found] = await database.query<SourceFile>(
    `select ${columns} from source_files where source = $1 and id = $2`,
    [source, id],
  );
  return found ?? null;
}

/** New or changed: what is known of its content and its rows stays until it is taken anew. */
export async function noteChanged(
  database: Database,
  source: string,
  files: readonly ListedFile[],
  now: Date,
): Promise<void> {
  await database.query(
    `insert into source_files as f (source, name, version, byte_count, modified_at, seen_at, state)
     select $1, name, version, "byteCount", "modifiedAt", $3, 'settling'
     from jsonb_to_recordset($2) as given (name text, version text, "byteCount" bigint, "modifiedAt" timestamptz)
     on conflict (source, name) do update set version = excluded.version, byte_count = excluded.byte_count,
       modified_at = excluded.modified_at, seen_at = excluded.seen_at, state = 'settling', error = null`,
    [source, JSON.stringify(files), now],
  );
}

/** Another file of the source with this content that was taken, or this one itself, when only its time has changed; null: none. */
export async function findTaken(
  database: Database,
  source: string,
  hash: string,
): Promise<Pick<SourceFile, 'id' | 'name'> | null> {
  const [found] = await database.query<Pick<SourceFile, 'id' | 'name'>>(
    `select id, name from source_files where source = $1 and content_hash = $2 and report is not null and same_as is null
     order by tried_at limit 1`,
    [source, hash],
  );
  return found ?? null;
}

type Settled = {
  readonly state: Exclude<FileState, 'settling'>;
  readonly contentHash?: string;
  readonly sameAs?: string;
  readonly report?: object;
  readonly error?: SourceFailure;
};

/** What became of a file. In the transaction of its rows it stands exactly if they do. */
export async function settleFile(
  session: Database | pg.ClientBase,
  id: string,
  { state, contentHash, sameAs, report, error }: Settled,
  now: Date,
): Promise<void> {
  const sql = `update source_files set state = $2, content_hash = coalesce($3, content_hash), same_as = $4,
    report = coalesce($5, report), error = $6, tried_at = $7 where id = $1`;
  const parameters = [
    ...[id, state, contentHash ?? null, sameAs ?? null],
    report === undefined ? null : JSON.stringify(storable(report, 'report of a file')),
    error === undefined ? null : JSON.stringify(storable(error, 'error of a file')),
    now,
  ];
  if ('orm' in session) await session.query(sql, parameters);
  else await session.query(sql, parameters);
}

/** It was gone before it could be taken. */
export async function forgetFile(database: Database, id: string): Promise<void> {
  await database.query('delete from source_files where id = $1', [id]);
}
