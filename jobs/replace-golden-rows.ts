import { isPerennialError } from '../domain/errors.ts';
import type { GoldenRows } from '../domain/golden-rows.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import { decodeSnapshot, type SnapshotTable } from '../store/artifacts/snapshot-table.ts';
import type { Database } from '../store/database/database.ts';
import { columnsOf, rawMatrix } from './raw-columns.ts';

/**
 * Gives every version whose golden rows may be those of erased people others in their place, with what its model answers to them. What a row
 * says is compared, for golden rows name nobody: a row that somebody else has too is replaced as well.
 *
 * @param snapshot of the versions that are looked at; left out: all
 * @returns versions that have other golden rows now
 */
export async function replaceGoldenRows(
  { database, blobs }: { readonly database: Database; readonly blobs: Blobs },
  isErased: (contact: string) => boolean,
  snapshot?: string,
): Promise<number> {
  const versions = await database.query<{ id: number; artifact: string; snapshot: string; golden: GoldenRows }>(
    `select id, artifact_hash as artifact, snapshot_hash as snapshot, golden from model_versions
     where golden is not null and ($1::text is null or snapshot_hash = $1) order by snapshot_hash`,
    [snapshot ?? null],
  );
  let replaced = 0;
  let read: Read = { hash: '', table: null };
  for (const { id, artifact, snapshot: hash, golden } of versions) {
    if (read.hash !== hash) read = { hash, table: await holding(blobs, hash, isErased) };
    const { table } = read;
    const bytes = table === null ? null : await readBlob(blobs, artifact);
    if (table === null || bytes === null) continue;
    const predictor = await loadPredictor(bytes);
    try {
      const others = withOthers(golden, table, predictor, isErased);
      if (others === golden) continue;
      await database.query('update model_versions set golden = $2 where id = $1', [id, JSON.stringify(others)]);
      replaced++;
    } finally {
      predictor.free();
    }
  }
  return replaced;
}

type Read = { readonly hash: string; readonly table: SnapshotTable | null };

/** null: it holds nobody of them, or is not kept any more. */
async function holding(
  blobs: Blobs,
  hash: string,
  isErased: (contact: string) => boolean,
): Promise<SnapshotTable | null> {
  const bytes = await readBlob(blobs, hash);
  if (bytes === null) return null;
  const table = decodeSnapshot(bytes);
  return table.contacts.some(isErased) ? table : null;
}

async function readBlob(blobs: Blobs, hash: string): Promise<Uint8Array | null> {
  try {
    return await blobs.get(hash);
  } catch (error) {
    if (isPerennialError(error) && error.code === 'not_found') return null;
    throw error;
  }
}

function withOthers(
  golden: GoldenRows,
  table: SnapshotTable,
  predictor: Predictor,
  isErased: (contact: string) => boolean,
): GoldenRows {
  const { columns, values } = rawMatrix(table, columnsOf(predictor));
  const rowAt = (row: number) => values.subarray(row * columns, (row + 1) * columns);
  const word = (row: Iterable<number | null>) =>
    Array.from(row, (value) => (value === null ? Number.NaN : value)).join(' ');
  const theirs = new Set<string>();
  table.contacts.forEach((contact, row) => {
    if (isErased(contact)) theirs.add(word(rowAt(row)));
  });
  const kept = golden.features
    .map((row, at) => ({ row, output: golden.outputs[at] as number }))
    .filter(({ row }) => !theirs.has(word(row)));
  if (kept.length === golden.features.length) return golden;
  const taken = new Set(kept.map(({ row }) => word(row)));
  for (let row = 0; row < table.contacts.length && kept.length < golden.features.length; row++) {
    const found = rowAt(row);
    const asWord = word(found);
    if (theirs.has(asWord) || taken.has(asWord)) continue;
    taken.add(asWord);
    kept.push({
      row: Array.from(found, (value) => (Number.isNaN(value) ? null : value)),
      output: predictor.predict({ rows: 1, columns, values: found }).output[0] as number,
    });
  }
  return { features: kept.map(({ row }) => row), outputs: kept.map(({ output }) => output) };
}
