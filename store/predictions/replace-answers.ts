import type { ModelName } from '../../domain/models.ts';
import type { Database, QueryOptions } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { writeScoreEventsOf } from '../destinations/score-events.ts';
import { type StoredPrediction, writeStatement } from './predictions.ts';

/** Hours after which a scoring of everybody that hasn't ended is taken for given up. */
const givenUpHours = 6;

/** Whether a scoring of everybody has begun and not ended. */
export async function isScoringUnderWay(database: Database, model: ModelName): Promise<boolean> {
  const [{ found }] = await database.query<{ found: boolean }>(
    `select exists (
       select from scorings as s where s.model = $1 and s.begun_at > clock_timestamp() - ${givenUpHours} * interval '1 hour'
         and not exists (select from prediction_batches as b where b.id = s.batch)
     ) as found`,
    [model],
  );
  return found;
}

/** External ids of these contacts' subjects that a batch lists. */
export async function subjectsInBatch(
  database: Database,
  model: ModelName,
  batch: string,
  contacts: readonly number[],
): Promise<string[]> {
  const [table, contact] = model === 'lead_scoring' ? ['leads', 'contact_id'] : ['contacts', 'id'];
  const rows = await database.query<{ subject: string }>(
    `select p.subject from ${table} as s join predictions as p on p.model = $1 and p.subject = s.external_id and p.batch = $2
     where s.${contact} = any($3)`,
    [model, batch, contacts],
  );
  return rows.map(({ subject }) => subject);
}

/**
 * Takes the answers about these subjects off a batch, which they outlive, and writes others into it. A repeated call with the same answers
 * changes nothing. Destinations are told of what changed, in the same transaction.
 */
export async function replaceInBatch(
  database: Database,
  { id: batch, model }: { readonly id: string; readonly model: ModelName },
  subjects: readonly string[],
  answers: readonly StoredPrediction[],
  options?: QueryOptions,
): Promise<void> {
  if (subjects.length === 0) return;
  await inTransaction(
    database,
    async (client) => {
      const ids = answers.map(({ id }) => id);
      const { rows: replaced } = await client.query<{ subject: string; value: number }>(
        `update predictions set batch = null where batch = $1 and subject = any($2) and id <> all($3::uuid[])
         returning subject, value`,
        [batch, subjects, ids],
      );
      const { rows: before } = await client.query<{ id: string }>('select id from predictions where id = any($1)', [
        ids,
      ]);
      const [sql, values] = writeStatement(answers);
      if (answers.length > 0) await client.query(sql, values);
      await client.query('update prediction_batches set subjects = subjects + $2 where id = $1', [
        batch,
        answers.length - before.length - replaced.length,
      ]);
      const written = new Set(before.map(({ id }) => id));
      const fresh = answers.filter(({ id }) => !written.has(id)).map(({ subject }) => subject);
      await writeScoreEventsOf(client, { id: batch, model }, fresh, replaced);
    },
    options,
  );
}
