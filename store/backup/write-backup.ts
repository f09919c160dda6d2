import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { isPerennialError } from '../../domain/errors.ts';
import type { Blobs } from '../artifacts/blobs.ts';
import { withConnection } from '../database/connection.ts';
import { migrationsTable } from '../migrations/list.ts';
import {
  artifactEntry,
  checksumsName,
  type Manifest,
  manifestName,
  newManifest,
  sha256,
  tableEntry,
} from './format.ts';
import { presentTables } from './schema.ts';
import { tarEnd, tarEntry } from './tar.ts';

/** Rows of a table are cut into parts of about this size, so that memory doesn't grow with the table. Bytes. */
const partSize = 8 * 1024 * 1024;

const compress = promisify(gzip);

export type Backup = {
  readonly manifest: Manifest;
  readonly tables: number;
  readonly rows: number;
  readonly artifacts: number;
  readonly missing: readonly string[];
};

/**
 * Everything that a database and its artifacts hold, as the bytes of a backup file; `written` resolves with a summary once all
 * of them were taken. The tables are read in one REPEATABLE READ transaction, so they are as of one moment, and work goes on
 * meanwhile. pg_dump doesn't come with the embedded server.
 */
export async function* writeBackup(
  source: { readonly databaseUrl: string; readonly blobs: Blobs; readonly release: string; readonly now: Date },
  done: (backup: Backup) => void,
): AsyncGenerator<Uint8Array> {
  const { blobs, release, now } = source;
  const entries: Record<string, string> = {};
  function entry(name: string, bytes: Uint8Array): Buffer {
    entries[name] = sha256(bytes);
    return tarEntry({ name, bytes }, now);
  }
  const { client, close } = await openSnapshot(source.databaseUrl);
  try {
    const manifest = newManifest({ release, createdAt: now.toISOString(), ...(await describeDatabase(client)) });
    yield entry(manifestName, json(manifest));
    let rows = 0;
    for (const { name, columns } of manifest.tables) {
      let part = 0;
      for await (const bytes of copyParts(client, name, columns)) {
        rows += countLines(bytes);
        yield entry(tableEntry(name, part++), await compress(bytes));
      }
    }
    const hashes = await referencedArtifacts(client);
    await close();
    const missing: string[] = [];
    for (const hash of hashes) {
      const bytes = await readBlob(blobs, hash);
      if (bytes === null) missing.push(hash);
      else yield entry(artifactEntry(hash), bytes);
    }
    yield tarEntry({ name: checksumsName, bytes: json({ entries, missing }) }, now);
    yield tarEnd;
    done({ manifest, tables: manifest.tables.length, rows, artifacts: hashes.length - missing.length, missing });
  } finally {
    await close();
  }
}

/** A connection of its own: the transaction lasts as long as the tables take. */
async function openSnapshot(url: string): Promise<{ readonly client: pg.Client; close(): Promise<void> }> {
  const { promise: closing, resolve: close } = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<pg.Client>();
  const held = withConnection({ url, applicationName: 'perennial backup' }, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    opened.resolve(client);
    await closing;
  });
  held.catch(opened.reject);
  return {
    client: await opened.promise,
    async close() {
      close();
      await held.catch(() => {});
    },
  };
}

async function describeDatabase(
  client: pg.Client,
): Promise<Pick<Manifest, 'installation' | 'migrations' | 'tables' | 'sequences'>> {
  const names = [...(await presentTables(client)), migrationsTable];
  const { rows: tables } = await client.query<Manifest['tables'][number]>(
    `select name, array(
       select attname::text from pg_attribute
       where attrelid = to_regclass(name) and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns
     from unnest($1::text[]) as name order by name`,
    [names],
  );
  const { rows: sequences } = await client.query<Manifest['sequences'][number]>(
    `select c.oid::regclass::text as name, s.last_value::text as last
     from pg_depend as d
     join pg_class as c on c.oid = d.objid and c.relkind = 'S' and d.deptype in ('a', 'i')
     join pg_sequences as s on (s.schemaname, s.sequencename) = (c.relnamespace::regnamespace::text, c.relname)
     where d.refobjid = any($1::regclass[]) and s.last_value is not null order by 1`,
    [names],
  );
  const { rows: applied } = await client.query<{ name: string }>(`select name from ${migrationsTable} order by id`);
  // releases before 0009 had no identity
  const hasIdentity = names.includes('installation');
  const { rows: installed } = hasIdentity
    ? await client.query<{ id: string }>('select id::text from installation')
    : { rows: [] };
  return {
    installation: installed[0]?.id ?? '',
    migrations: applied.map(({ name }) => name),
    tables,
    sequences,
  };
}

/** A table's rows in COPY's text format, cut between rows: a line break within a value is escaped. */
async function* copyParts(client: pg.Client, table: string, columns: readonly string[]): AsyncGenerator<Buffer> {
  const out = client.query(copyTo(`copy ${table} (${columns.map((each) => `"${each}"`).join(', ')}) to stdout`));
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of out as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size < partSize) continue;
    const all = Buffer.concat(held);
    const end = all.lastIndexOf(0x0a) + 1;
    if (end > 0) yield all.subarray(0, end);
    held = [all.subarray(end)];
    size = all.byteLength - end;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** Of versions, of training sets, and of what steps of trainings under way left for the next step. */
async function referencedArtifacts(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ hash: string }>(
    `select artifact_hash as hash from model_versions union select hash from snapshots
     union select found[1] from steps, regexp_matches(result::text, '"([0-9a-f]{64})"', 'g') as found order by 1`,
  );
  return rows.map(({ hash }) => hash).filter((hash) => /^[0-9a-f]{64}$/.test(hash));
}

/** null: the store doesn't have it, or has it damaged. Rows outlive files, so that is no reason for no backup. */
async function readBlob(blobs: Blobs, hash: string): Promise<Uint8Array | null> {
  try {
    return await blobs.get(hash);
  } catch (error) {
    if (isPerennialError(error) && (error.code === 'not_found' || error.code === 'artifact_damaged')) return null;
    throw error;
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}
