import type pg from 'pg';
import type { Act } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import { recordAct } from '../access/audit.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

export type RemovedBusiness = { readonly contacts: number; readonly versions: number };

/** A simulated contact's rows go with it; a campaign's messages were its contacts'. */
const simulated = [
  'purchases',
  'support_tickets',
  'campaign_events',
  'messages',
  'conversations',
  'leads',
  'contacts',
  'campaigns',
];

const ofSynthetic = 'in (select id from model_versions where synthetic)';

/**
 * Takes a simulated business away: its people, what was predicted of them, and the deployment of what was learnt from them. The versions
 * stay on record; nobody is answered by them any more.
 *
 * @throws PerennialError `training_in_progress`, `experiment_conflict`
 */
export async function removeSynthetic(database: Database, act?: Act): Promise<RemovedBusiness> {
  return await inTransaction(database, async (client) => {
    await refuseWhileInUse(client);
    for (const table of ['outcomes', 'work_actions']) {
      await client.query(
        `delete from ${table} where subject in (
           select external_id from leads where synthetic union all select external_id from contacts where synthetic)`,
      );
    }
    await client.query(`delete from prediction_batches where version_id ${ofSynthetic}`);
    await client.query(`delete from predictions where version_id ${ofSynthetic}`);
    await client.query(
      `update incidents set state = 'resolved', resolved_at = now() where state not in ('resolved', 'superseded') and version_id ${ofSynthetic}`,
    );
    const champions = await client.query(`delete from champions where version_id ${ofSynthetic}`);
    let contacts = 0;
    for (const table of simulated) {
      const { rowCount } = await client.query(`delete from ${table} where synthetic`);
      if (table === 'contacts') contacts = rowCount ?? 0;
    }
    await recordAct(client, act && { ...act, details: { contacts } });
    return { contacts, versions: champions.rowCount ?? 0 };
  });
}

async function refuseWhileInUse(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ training: boolean; experiment: string | null }>(
    `select exists (select from retrains where state = 'running') as training,
       (select id from experiments where state <> 'ended' and champion_version_id ${ofSynthetic} limit 1) as experiment`,
  );
  const [{ training, experiment }] = rows;
  if (training) {
    throw new PerennialError(
      'training_in_progress',
      'A training learns from it just now.',
      'Wait until it has ended, or stop it on the page Models.',
    );
  }
  if (experiment === null) return;
  throw new PerennialError(
    'experiment_conflict',
    `The experiment ${experiment} is under way with a model of the pretend business.`,
    'Roll it back first, on the page Experiments.',
    { experiment },
  );
}
