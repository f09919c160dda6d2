import { contactKey } from '../../domain/erasure/traces.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Blobs } from '../artifacts/blobs.ts';
import { lockArtifact } from '../artifacts/keep-artifact.ts';
import type { Database, EntityManager } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { deleteOrphans } from './delete-person.ts';
import { type ErasedKeys, erasedKeysIn, type ReadErasureKey } from './erased-keys.ts';

const dayMs = 86_400_000;

/** Erasures whose people a model's snapshots may still hold. */
export async function openOrders(database: Database, model: ModelName): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select o.erasure_id as id from erasure_orders as o join erasures as e on e.id = o.erasure_id
     where o.model = $1 and o.carried_out_at is null order by e.asked_at`,
    [model],
  );
  return rows.map(({ id }) => id);
}

/** Snapshots that versions and trainings of the model were made of. */
export async function snapshotsOf(database: Database, model: ModelName): Promise<string[]> {
  const rows = await database.query<{ hash: string }>(
    'select hash from snapshots where model = $1 order by created_at',
    [model],
  );
  return rows.map(({ hash }) => hash);
}

/** Those of the contacts who were erased. */
export async function erasedAmong(
  database: Database,
  readKey: ReadErasureKey | undefined,
  contacts: Iterable<string>,
): Promise<ReadonlySet<string>> {
  return await database.withClient(async (client) => {
    const keys: ErasedKeys | null = await erasedKeysIn(client, readKey);
    if (keys === null) return new Set<string>();
    const found = await keys.among([...new Set(contacts)].map((contact) => contactKey('id', contact)));
    const prefix = contactKey('id', '');
    return new Set([...found].map((key) => key.slice(prefix.length)));
  });
}

/**
 * Puts a snapshot without erased people in the place of one that held them: in all records of it, then the bytes. A process that ends in
 * between leaves bytes that no record names, which `retention` removes.
 */
export async function replaceSnapshot(
  database: Database,
  blobs: Blobs,
  before: string,
  { bytes, rows }: { readonly bytes: Uint8Array; readonly rows: number },
): Promise<void> {
  await database.em().transactional(async (em: EntityManager) => {
    await lockArtifact(em, before);
    const after = await blobs.put(bytes);
    await lockArtifact(em, after);
    await em.execute(
      `insert into snapshots (hash, model, as_of, row_count, byte_count, synthetic, created_at, erased_at)
       select ?, model, as_of, ?, ?, synthetic, created_at, now() from snapshots where hash = ?
       on conflict (hash) do update set erased_at = now()`,
      [after, rows, bytes.byteLength, before],
    );
    for (const table of ['model_versions', 'runs']) {
      await em.execute(`update ${table} set snapshot_hash = ? where snapshot_hash = ?`, [after, before]);
    }
    await em.execute(`update steps set result = replace(result::text, ?, ?)::jsonb where strpos(result::text, ?) > 0`, [
      before,
      after,
      before,
    ]);
    await em.execute('delete from snapshots where hash = ?', [before]);
  });
  await blobs.remove(before);
}

/** Confirms what a training did, and forgets what came about the people while they were erased. */
export async function confirmOrders(
  database: Database,
  {
    model,
    runId,
    snapshots,
    erasures,
  }: {
    readonly model: ModelName;
    readonly runId: string;
    readonly snapshots: number;
    readonly erasures: readonly string[];
  },
): Promise<void> {
  await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ since: Date }>(
      'select min(asked_at) as since from erasures where id = any($1::uuid[])',
      [erasures],
    );
    await deleteOrphans(client, new Date((rows[0]?.since ?? new Date()).getTime() - dayMs));
    await client.query(
      `update erasure_orders set run_id = $3, snapshots = $4, carried_out_at = now()
       where model = $1 and erasure_id = any($2::uuid[]) and carried_out_at is null`,
      [model, erasures, runId, snapshots],
    );
  });
}
