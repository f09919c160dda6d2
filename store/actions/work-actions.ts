import type { Act } from '../../domain/access/actor.ts';
import type { ModelName } from '../../domain/models.ts';
import { hiddenDays, type WorkKind } from '../../domain/work-actions.ts';
import { recordAct } from '../access/audit.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

export type WorkAction = {
  readonly id: number;
  readonly model: ModelName;
  /** External id: of the lead for lead scoring, otherwise of the contact. */
  readonly subject: string;
  readonly kind: WorkKind;
  readonly actor: string;
  readonly occurredAt: Date;
  readonly hiddenUntil: Date | null;
};

const columns = `id, model, subject, kind, actor, occurred_at as "occurredAt", hidden_until as "hiddenUntil"`;

export async function recordAction(
  database: Database,
  { model, subject, kind, actor, occurredAt }: Omit<WorkAction, 'id' | 'hiddenUntil'>,
  act?: Act,
): Promise<WorkAction> {
  return await inTransaction(database, async (client) => {
    const { rows } = await client.query<WorkAction>(
      `insert into work_actions (model, subject, kind, actor, occurred_at, hidden_until)
       values ($1, $2, $3, $4, $5, now() + $6 * interval '1 day') returning ${columns}`,
      [model, subject, kind, actor, occurredAt, hiddenDays[kind]],
    );
    await recordAct(client, act);
    return rows[0];
  });
}

/** null: there is none, it was undone before, or it says what became of a lead: an outcome never changes. */
export async function undoAction(database: Database, id: number, act?: Act): Promise<WorkAction | null> {
  return await inTransaction(database, async (client) => {
    const { rows } = await client.query<WorkAction>(
      `update work_actions set undone_at = now() where id = $1 and undone_at is null and hidden_until is not null returning ${columns}`,
      [id],
    );
    const [row] = rows;
    if (row !== undefined) await recordAct(client, act);
    return row ?? null;
  });
}

/** Leads that were reported as won or lost since the last training of their model began. */
export async function answersSinceTraining(database: Database): Promise<number> {
  const [row] = await database.query<{ readonly count: number }>(
    `select count(distinct subject)::integer as count from outcomes where model = 'lead_scoring'
       and received_at > coalesce((select max(started_at) from runs where model = 'lead_scoring' and state = 'completed'), '-infinity')`,
    [],
  );
  return row.count;
}
