import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { replaceGoldenRows } from '../../jobs/replace-golden-rows.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { withoutRows } from '../../store/artifacts/without-rows.ts';
import type { Database } from '../../store/database/database.ts';
import type { ReadErasureKey } from '../../store/erasures/erased-keys.ts';
import {
  confirmOrders,
  erasedAmong,
  openOrders,
  replaceSnapshot,
  snapshotsOf,
} from '../../store/erasures/erasure-orders.ts';

type Ordered = {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly readErasureKey: ReadErasureKey | undefined;
};

/**
 * What erasures ordered of a model's next training: nobody who was erased stays in a snapshot that is kept. It comes before the training
 * reads its own rows, which hold them no more. Repeated, it finds what is left to do.
 *
 * @returns how many snapshots held somebody
 */
export async function carryOutErasures(
  { database, blobs, readErasureKey }: Ordered,
  { model, runId }: { readonly model: ModelName; readonly runId: string },
  note: (details: string) => void,
): Promise<number> {
  const erasures = await openOrders(database, model);
  if (erasures.length === 0) return 0;
  let replaced = 0;
  for (const hash of await snapshotsOf(database, model)) {
    const bytes = await readKept(blobs, hash);
    if (bytes === null) continue;
    const { contacts } = decodeSnapshot(bytes);
    const gone = await erasedAmong(database, readErasureKey, contacts);
    if (gone.size === 0) continue;
    // of a version that was still in training when the person was erased
    await replaceGoldenRows({ database, blobs }, (contact) => gone.has(contact), hash);
    const keeps = (row: number) => !gone.has(contacts[row] ?? '');
    const rows = contacts.filter((contact) => !gone.has(contact)).length;
    await replaceSnapshot(database, blobs, hash, { bytes: withoutRows(bytes, keeps), rows });
    replaced++;
    note(`${replaced} snapshots without erased people`);
  }
  await confirmOrders(database, { model, runId, snapshots: replaced, erasures });
  return replaced;
}

/** null: its bytes are gone already. */
async function readKept(blobs: Blobs, hash: string): Promise<Uint8Array | null> {
  try {
    return await blobs.get(hash);
  } catch (error) {
    if (isPerennialError(error) && error.code === 'not_found') return null;
    throw error;
  }
}
