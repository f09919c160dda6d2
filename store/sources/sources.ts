import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import type { SecretReference } from '../../domain/secret-reference.ts';
import type { SourceFailure, SourceKind, SourceProgress, SourceSettings } from '../../domain/sources.ts';
import type { Database } from '../database/database.ts';

export type Source = {
  readonly name: string;
  readonly kind: SourceKind;
  /** null: `definition` says what is read. */
  readonly preset: string | null;
  readonly definition: string | null;
  /** null: of a folder. */
  readonly credential: SecretReference | null;
  readonly settings: SourceSettings;
  readonly state: 'active' | 'paused';
  readonly createdAt: Date;
  readonly serverClock: Date | null;
  readonly sweptAt: Date | null;
  readonly beganAt: Date | null;
  readonly succeededAt: Date | null;
  readonly failingSince: Date | null;
  readonly error: SourceFailure | null;
  readonly progress: SourceProgress | null;
};

export type SourceStream = {
  readonly stream: string;
  /** ISO 8601 with microseconds; null: nothing was read. */
  readonly changedAt: string | null;
  readonly changedKey: string | null;
  readonly whole: boolean;
  readonly expected: number | null;
  readonly read: number;
  readonly written: number;
  readonly parked: number;
  readonly rejected: number;
  readonly rejectExample: string | null;
  readonly deleted: number;
  /** Rows of people who were erased before. */
  readonly erased: number;
};

const columns = `name, kind, preset, definition, credential, settings, state, created_at as "createdAt", server_clock as "serverClock",
  swept_at as "sweptAt", began_at as "beganAt", succeeded_at as "succeededAt", failing_since as "failingSince", error, progress`;

export async function listSources(database: Database): Promise<Source[]> {
  return await database.query<Source>(`select ${columns} from sources order by name`);
}

/** @throws PerennialError `not_found` */
export async function readSource(database: Database, name: string): Promise<Source> {
  const [found] = await database.query<Source>(`select ${columns} from sources where name = $1`, [name]);
  if (found !== undefined) return found;
  throw new PerennialError('not_found', `There is no source ${name}.`, 'npx perennial source list shows all.', {
    name,
  });
}

/** Of a database. @throws PerennialError `invalid_input` for a folder, which has none */
export function requireCredential({ name, credential }: Pick<Source, 'name' | 'credential'>): SecretReference {
  if (credential !== null) return credential;
  throw new PerennialError('invalid_input', `${name} is a folder, not a database.`, 'Name another source.', { name });
}

export type NewSource = Pick<
  Source,
  'name' | 'kind' | 'preset' | 'definition' | 'credential' | 'settings' | 'createdAt'
>;

/** @throws PerennialError `invalid_input` where the name is taken. */
export async function addSource(database: Database, source: NewSource): Promise<void> {
  const added = await database.query(
    `insert into sources (name, kind, preset, definition, credential, settings, created_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (name) do nothing returning name`,
    [
      ...[source.name, source.kind, source.preset, source.definition],
      ...[source.credential && JSON.stringify(source.credential), JSON.stringify(source.settings), source.createdAt],
    ],
  );
  if (added.length > 0) return;
  const { name } = source;
  const remedy = `Choose another name, or remove that one: npx perennial source remove ${name}.`;
  throw new PerennialError('invalid_input', `There is a source ${name} already.`, remedy, { name });
}

export async function setSourceState(database: Database, name: string, state: Source['state']): Promise<void> {
  await database.query('update sources set state = $2 where name = $1', [name, state]);
}

/** Rows that came from it stay. */
export async function removeSource(database: Database, name: string): Promise<void> {
  await database.query('delete from sources where name = $1', [name]);
}

/** Everything is read again. */
export async function forgetWatermarks(database: Database, name: string): Promise<void> {
  await database.query('delete from source_streams where source = $1', [name]);
  await database.query('delete from source_files where source = $1', [name]);
  await database.query('update sources set server_clock = null, swept_at = null where name = $1', [name]);
}

export async function beginSync(database: Database, name: string, at: Date): Promise<void> {
  await database.query('update sources set began_at = $2 where name = $1', [name, at]);
}

export async function noteSync(
  database: Database,
  name: string,
  { serverClock, progress }: Pick<Source, 'serverClock' | 'progress'>,
): Promise<void> {
  await database.query('update sources set server_clock = $2, progress = $3 where name = $1', [
    name,
    serverClock,
    progress === null ? null : JSON.stringify(progress),
  ]);
}

export async function noteSwept(database: Database, name: string, at: Date): Promise<void> {
  await database.query('update sources set swept_at = $2 where name = $1', [name, at]);
}

export async function endSync(database: Database, name: string, at: Date): Promise<void> {
  await database.query(
    'update sources set succeeded_at = $2, failing_since = null, error = null, progress = null where name = $1',
    [name, at],
  );
}

export async function failSync(database: Database, name: string, failure: SourceFailure, at: Date): Promise<void> {
  await database.query(
    'update sources set error = $2, failing_since = coalesce(failing_since, $3), progress = null where name = $1',
    [name, JSON.stringify(failure), at],
  );
}

const streamColumns = `stream, to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "changedAt", changed_key as "changedKey",
  whole, expected, read, written, parked, rejected, reject_example as "rejectExample", deleted, erased`;

export async function readStreams(database: Database, source: string): Promise<SourceStream[]> {
  return await database.query<SourceStream>(
    `select ${streamColumns} from source_streams where source = $1 order by stream`,
    [source],
  );
}

export type StreamChange = {
  readonly read: number;
  readonly written: number;
  readonly parked: number;
  readonly rejected: number;
  readonly rejectExample: string | null;
  readonly erased: number;
};

/** Moves the watermark with the rows. A row that was locked meanwhile waits: two readers of one stream never pass each other. */
export async function moveWatermark(
  client: pg.ClientBase,
  source: string,
  stream: string,
  { changedAt, changedKey }: { readonly changedAt: string | null; readonly changedKey: string | null },
  { read, written, parked, rejected, rejectExample, erased }: StreamChange,
): Promise<void> {
  await client.query(
    `insert into source_streams as s (source, stream, changed_at, changed_key, read, written, parked, rejected, reject_example, erased)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (source, stream) do update set changed_at = coalesce(excluded.changed_at, s.changed_at),
       changed_key = case when excluded.changed_at is null then s.changed_key else excluded.changed_key end, read = s.read + excluded.read,
       written = s.written + excluded.written, parked = s.parked + excluded.parked, rejected = s.rejected + excluded.rejected,
       erased = s.erased + excluded.erased, reject_example = coalesce(excluded.reject_example, s.reject_example)`,
    [source, stream, changedAt, changedKey, read, written, parked, rejected, rejectExample, erased],
  );
}

export async function expectRows(database: Database, source: string, stream: string, expected: number): Promise<void> {
  await database.query(
    `insert into source_streams (source, stream, expected) values ($1, $2, $3)
     on conflict (source, stream) do update set expected = excluded.expected`,
    [source, stream, expected],
  );
}

export async function markWhole(database: Database, source: string, stream: string): Promise<void> {
  await database.query(
    `insert into source_streams (source, stream, whole) values ($1, $2, true)
     on conflict (source, stream) do update set whole = true`,
    [source, stream],
  );
}

export async function countDeleted(client: pg.ClientBase, source: string, stream: string, rows: number): Promise<void> {
  await client.query('update source_streams set deleted = deleted + $3 where source = $1 and stream = $2', [
    source,
    stream,
    rows,
  ]);
}
