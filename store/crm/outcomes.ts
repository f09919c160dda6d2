import type { Act } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { recordAct } from '../access/audit.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

/** The outcome of a subject that a model had predicted, as the business reports it. */
export type NewOutcome = {
  readonly id: string;
  readonly model: ModelName;
  /** External id: of a lead for lead scoring, otherwise of a contact. */
  readonly subject: string;
  readonly converted: boolean;
  readonly occurredAt: Date;
  /** Nobody said when: `occurredAt` is when it came. Sent again under its id it is the same, whenever that is. */
  readonly undated?: boolean;
};

export type RecordedOutcomes = { readonly accepted: number; readonly duplicates: number };

/**
 * Stores all or none. An id with the same content as one that is stored, or that occurs earlier in the list, is a duplicate; a moment that nobody named is not content.
 *
 * @throws PerennialError `invalid_input` naming an id whose content differs from the stored one.
 */
export async function recordOutcomes(
  database: Database,
  outcomes: readonly NewOutcome[],
  act?: Act,
): Promise<RecordedOutcomes> {
  const posted = [
    outcomes.map(({ id }) => id),
    outcomes.map(({ model }) => model),
    outcomes.map(({ subject }) => subject),
    outcomes.map(({ converted }) => converted),
    outcomes.map(({ occurredAt }) => occurredAt),
  ];
  const undated = outcomes.map((each) => each.undated === true);
  return await inTransaction(database, async (client) => {
    const { rowCount } = await client.query(insertOutcomes, posted);
    const { rows } = await client.query<{ id: string }>(findContradictions, [...posted, undated]);
    if (rows[0] !== undefined) throw contradicted(rows[0].id);
    const accepted = rowCount ?? 0;
    if (accepted > 0) await recordAct(client, act && { ...act, details: { accepted } });
    return { accepted, duplicates: outcomes.length - accepted };
  });
}

const postedRows = `unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[])
  as posted (id, model, subject, converted, occurred_at)`;

/** In the order of ids, so that two requests with the same ids wait for each other and don't deadlock. */
const insertOutcomes = `insert into outcomes (id, model, subject, converted, occurred_at)
select * from ${postedRows} order by id on conflict (id) do nothing`;

const findContradictions = `select id
from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::boolean[])
  as posted (id, model, subject, converted, occurred_at, undated)
join outcomes as stored using (id)
where (stored.model, stored.subject, stored.converted) is distinct from (posted.model, posted.subject, posted.converted)
  or (not posted.undated and stored.occurred_at is distinct from posted.occurred_at)
limit 1`;

function contradicted(id: string): PerennialError {
  return new PerennialError(
    'invalid_input',
    `The outcome "${id}" was sent before with other content.`,
    'Nothing of the request was stored. An outcome never changes: send the same content again, or use a new id for what happened since.',
    { id },
  );
}
