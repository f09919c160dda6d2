import type { Database } from '../database/database.ts';

/** Hours for which an answer is kept. */
export const keptHours = 24;

/** `fingerprint` null: a file is still coming in. `answered` null: nobody has answered yet, since `begunAt`. */
export type KeptAnswer = {
  readonly fingerprint: Buffer | null;
  readonly answered: { readonly status: number; readonly sealed: Buffer } | null;
  readonly begunAt: Date;
};

/** Claims the key for whoever asks first, and returns null to them; to all others what is kept under it. */
export async function claimKey(database: Database, id: Buffer, fingerprint: Buffer | null): Promise<KeptAnswer | null> {
  await database.query(`delete from kept_answers where created_at < now() - $1 * interval '1 hour'`, [keptHours]);
  const claimed = await database.query(
    'insert into kept_answers (id, fingerprint) values ($1, $2) on conflict (id) do nothing returning id',
    [id, fingerprint],
  );
  if (claimed.length > 0) return null;
  type Row = { fingerprint: Buffer | null; status: number | null; answer: Buffer | null; created_at: Date };
  const [row] = await database.query<Row>(
    'select fingerprint, status, answer, created_at from kept_answers where id = $1',
    [id],
  );
  // given back in between: whoever had it did nothing
  if (row === undefined) return await claimKey(database, id, fingerprint);
  const { status, answer } = row;
  return {
    fingerprint: row.fingerprint,
    answered: status === null || answer === null ? null : { status, sealed: answer },
    begunAt: row.created_at,
  };
}

export async function keepAnswer(
  database: Database,
  id: Buffer,
  { fingerprint, status, sealed }: { readonly fingerprint: Buffer; readonly status: number; readonly sealed: Buffer },
): Promise<void> {
  await database.query('update kept_answers set fingerprint = $2, status = $3, answer = $4 where id = $1', [
    ...[id, fingerprint, status, sealed],
  ]);
}

/** Nothing was done: the key may be used again. */
export async function giveKeyBack(database: Database, id: Buffer): Promise<void> {
  await database.query('delete from kept_answers where id = $1 and status is null', [id]);
}
