import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { PerennialError } from '../../domain/errors.ts';
import type { Blobs } from '../artifacts/blobs.ts';
import { requireServerVersion, withConnection } from '../database/connection.ts';
import { migrate, migrationState, newerSchema } from '../database/migrate.ts';
import type { BackupPlace } from './backup-place.ts';
import type { Manifest } from './format.ts';
import { readBackup } from './read-backup.ts';
import { requireNobodyElse, requireRestorable, requireRoom } from './requirements.ts';
import { buildSchema, type ForeignKey, readForeignKeys } from './schema.ts';

const decompress = promisify(gunzip);

export type Restored = {
  readonly manifest: Manifest;
  readonly artifacts: number;
  readonly missing: readonly string[];
  /** Applied after the rows had come in: the backup is of an earlier release. */
  readonly migrated: readonly string[];
};

/**
 * Puts a backup into a database: all of it or nothing, in one transaction. The schema is built as it was when the backup was
 * made, by the same migrations; later ones are applied afterwards. The file is read twice, and nothing is touched before all
 * its hashes were checked.
 *
 * @param options.replace whether a database that holds something may be emptied.
 * @throws PerennialError `backup_damaged`, `database_not_empty`, `schema_newer`, `already_running`
 */
export async function restoreBackup(
  place: Pick<BackupPlace, 'read'>,
  { databaseUrl, blobs }: { readonly databaseUrl: string; readonly blobs: Blobs },
  options: { readonly replace: boolean },
): Promise<Restored> {
  const { manifest, checksums } = await readBackup(place.read());
  requireRestorable(manifest);
  const { state, unknown } = await migrationState(databaseUrl);
  if (state === 'newer') throw newerSchema(unknown);
  let artifacts = 0;
  await withConnection({ url: databaseUrl, applicationName: 'perennial restore' }, async (client) => {
    await requireServerVersion(client);
    await requireNobodyElse(client);
    await client.query('begin');
    await requireRoom(client, options.replace);
    await requireOwnStore(client, blobs, manifest);
    await buildSchema(client, manifest);
    const keys = await openTables(client, manifest);
    await readBackup(place.read(), {
      table: (name, part) => loadPart(client, manifest, name, part),
      async artifact(hash, bytes) {
        await blobs.put(bytes);
        if ((await blobs.size(hash)) === bytes.byteLength) artifacts++;
      },
    });
    await closeTables(client, manifest, keys);
    await waitAgain(client, new Date(manifest.createdAt));
    await client.query('commit');
    await client.query('analyze');
  });
  const { applied } = await migrate(databaseUrl);
  await settleIn(databaseUrl, blobs, manifest);
  // workers look for it at their start
  await blobs.writeMark(await identityOf(databaseUrl));
  return { manifest, artifacts, missing: checksums.missing, migrated: applied };
}

async function identityOf(url: string): Promise<string> {
  return await withConnection({ url, applicationName: 'perennial restore' }, async (client) => {
    const { rows } = await client.query<{ id: string }>('select id from installation');
    return rows[0]?.id ?? '';
  });
}

/**
 * The store may bear the mark of the database that is replaced, or of the one that comes back.
 *
 * @throws PerennialError `invalid_configuration` for another installation's store.
 */
async function requireOwnStore(client: pg.Client, blobs: Blobs, { installation }: Manifest): Promise<void> {
  const mark = await blobs.readMark();
  if (mark === null || mark === installation) return;
  const { rows } = await client.query<{ present: boolean }>(
    `select to_regclass('installation') is not null as present`,
  );
  const known = rows[0]?.present ? await client.query<{ id: string }>('select id::text from installation') : null;
  if (known?.rows[0]?.id === mark) return;
  throw new PerennialError(
    'invalid_configuration',
    `The artifact store belongs to another installation, ${mark}.`,
    'Set PERENNIAL_ARTIFACTS to a folder or bucket of its own. Nothing was changed.',
    { mark, installation },
  );
}

/** The artifacts are here now, wherever they were when the backup was made. */
async function settleIn(databaseUrl: string, blobs: Blobs, { installation }: Manifest): Promise<void> {
  await withConnection({ url: databaseUrl, applicationName: 'perennial restore' }, (client) =>
    client.query('update installation set artifacts_place = null'),
  );
  if (installation !== '') await blobs.writeMark(installation);
}

/**
 * While rows come in, no trigger writes history or notifies, and no foreign key asks for rows that are still to come: tables
 * refer to each other in circles. The rows that migrations wrote themselves stand in the backup, as they became.
 */
async function openTables(client: pg.Client, { tables }: Manifest): Promise<ForeignKey[]> {
  const keys = await readForeignKeys(client);
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint "${name}"`);
  for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`);
  await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
  return keys;
}

async function loadPart(client: pg.Client, { tables }: Manifest, name: string, part: Uint8Array): Promise<void> {
  const columns = tables.find((table) => table.name === name)?.columns ?? [];
  const into = client.query(copyFrom(`copy ${name} (${columns.map((each) => `"${each}"`).join(', ')}) from stdin`));
  await pipeline(Readable.from([await decompress(part)], { objectMode: false }), into);
}

async function closeTables(
  client: pg.Client,
  { tables, sequences }: Manifest,
  keys: readonly ForeignKey[],
): Promise<void> {
  for (const { table, name, definition } of keys)
    await client.query(`alter table ${table} add constraint "${name}" ${definition}`);
  for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`);
  for (const { name, last } of sequences) await client.query('select setval($1::regclass, $2)', [name, last]);
}

/** ms: mail is tried for about a day (`mailAttempts` in domain/limits.ts). */
const mailIsTriedFor = 86_400_000;

/** Mails that were being tried when the backup was made wait in the outbox again: what tried them is gone. */
async function waitAgain(client: pg.Client, backedUpAt: Date): Promise<void> {
  await client.query(`update mails set state = 'queued' where state = 'failed' and created_at > $1`, [
    new Date(backedUpAt.getTime() - mailIsTriedFor),
  ]);
}
