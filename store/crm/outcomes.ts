import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

/** What became of a subject that a model had predicted, as its business tells it. */
export type NewOutcome = {
  readonly id: string;
  readonly model: ModelName;
  /** External id: of a lead for lead scoring, else of a contact. */
  readonly subject: string;
  readonly converted: boolean;
  readonly occurredAt: Date;
};

export type RecordedOutcomes = { readonly accepted: number; readonly duplicates: number };

/**
 * Stores all or none. An id that is stored already, or comes twice, with the same content is a duplicate.
 * @throws PerennialError `invalid_input` naming an id that comes with other content than before.
 */
export async function recordOutcomes(database: Database, outcomes: readonly NewOutcome[]): Promise<RecordedOutcomes> {
  const posted = [
    outcomes.map(({ id }) => id),
    outcomes.map(({ model }) => model),
    outcomes.map(({ subject }) => subject),
    outcomes.map(({ converted }) => converted),
    outcomes.map(({ occurredAt }) => occurredAt),
  ];
  return await inTransaction(database, async (client) => {
    const { rowCount } = await client.query(insertOutcomes, posted);
    const { rows } = await client.query<{ id: string }>(findContradictions, posted);
    if (rows[0] !== undefined) throw contradicted(rows[0].id);
    const accepted = rowCount ?? 0;
    return { accepted, duplicates: outcomes.length - accepted };
  });
}

const postedRows = `unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[])
  as posted (id, model, subject, converted, occurred_at)`;

/** In the order of ids: two requests with the same ids then wait for each other instead of locking each other out. */
const insertOutcomes = `insert into outcomes (id, model, subject, converted, occurred_at)
select * from ${postedRows} order by id on conflict (id) do nothing`;

const findContradictions = `select id from ${postedRows} join outcomes as stored using (id)
where (stored.model, stored.subject, stored.converted, stored.occurred_at)
  is distinct from (posted.model, posted.subject, posted.converted, posted.occurred_at)
limit 1`;

function contradicted(id: string): PerennialError {
  return new PerennialError(
    'invalid_input',
    `The outcome "${id}" comes with other content than it has already.`,
    'Nothing of the request was stored. An outcome never changes: send it as it was, or give what happened since an id of its own.',
    { id },
  );
}
