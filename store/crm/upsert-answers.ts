import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import type { Database } from '../database/database.ts';
import { storable } from '../database/storable.ts';

/** What was answered to a batch; undefined: it is new. @throws PerennialError `batch_conflict` */
export async function readAnswer(client: pg.ClientBase, key: string, contentHash: string): Promise<unknown> {
  const { rows } = await client.query<{ content_hash: string; answer: unknown }>(
    'select content_hash, answer from upsert_answers where key = $1',
    [key],
  );
  const known = rows[0];
  if (known === undefined || known.content_hash === contentHash) return known?.answer;
  throw new PerennialError(
    'batch_conflict',
    `The batch ${key} was sent before with other rows.`,
    'Give each batch a key of its own.',
    { batch: key },
  );
}

export async function keepAnswer(
  client: pg.ClientBase,
  key: string,
  contentHash: string,
  answer: unknown,
): Promise<void> {
  await client.query('insert into upsert_answers (key, content_hash, answer) values ($1, $2, $3)', [
    key,
    contentHash,
    JSON.stringify(storable(answer, 'answer to a batch')),
  ]);
}

export async function forgetAnswers(database: Database, before: Date): Promise<number> {
  const rows = await database.query('delete from upsert_answers where answered_at < $1 returning key', [before]);
  return rows.length;
}
