import type { ModelName } from '../../domain/models.ts';
import { ownerOfContact, wantsMessages } from '../crm/people.ts';
import type { Database } from '../database/database.ts';
import type { PredictionBatch } from './prediction-batches.ts';
import { type StoredPrediction, storedPrediction } from './predictions.ts';
import { stillWorth } from './still-worth.ts';

/** A prediction of a batch with whom it is about, for lists that leave the product. */
export type BatchRow = StoredPrediction & {
  /** External id of the contact. */
  readonly contact: string;
  /** All ids by which the contact is known. */
  readonly ids: readonly string[];
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly owner: string | null;
  readonly optedIn: boolean;
  /** The name of the version that answered. */
  readonly versionName: string;
  /** What the scoring before answered. */
  readonly previous: number | null;
};

/**
 * The batch page by page, contact by contact with the highest value first, as of one moment. Left out: who is no longer worth it; and
 * whoever opted out, except of leads, which are called.
 */
export async function* readBatchRows(
  database: Database,
  { id, model }: Pick<PredictionBatch, 'id' | 'model'>,
  pageSize = 2_000,
): AsyncGenerator<readonly BatchRow[]> {
  const client = await database.pool.connect();
  let failed = true;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`declare batch_rows no scroll cursor for ${rowsOf(model)}`, [id]);
    while (true) {
      const { rows } = await client.query<BatchRow>(`fetch ${pageSize} from batch_rows`);
      if (rows.length > 0) yield rows;
      if (rows.length < pageSize) break;
    }
    await client.query('commit');
    failed = false;
  } finally {
    // a reader that stopped early leaves the transaction open
    client.release(failed);
  }
}

function rowsOf(model: ModelName): string {
  const calls = model === 'lead_scoring';
  return `select ${storedPrediction}, c.external_id as contact, c.name, c.phone, c.email,
    ${calls ? 'l.owner' : ownerOfContact} as owner, ${wantsMessages} as "optedIn", v.name as "versionName", earlier.value as previous,
    array(select c.external_id union select i.value from contact_identities as i where i.contact_id = c.id and i.kind = 'id') as ids
  from predictions as p ${stillWorth[model]}
  join model_versions as v on v.id = p.version_id
  join prediction_batches as this on this.id = p.batch
  left join predictions as earlier on earlier.subject = p.subject and earlier.batch = (
    select before.id from prediction_batches as before where before.model = this.model and before.scored_at < this.scored_at
    order by before.scored_at desc limit 1)
  where p.batch = $1${calls ? '' : ` and ${wantsMessages}`}
  order by c.external_id collate "C", p.value desc, p.subject`;
}
