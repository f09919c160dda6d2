import { defaultTrainingOptions } from '../../../contract/messages.ts';
import { type Role, roles } from '../../../domain/access/roles.ts';
import { gateConfig } from '../../../domain/experiment/experiment.ts';
import { modelNames } from '../../../domain/models.ts';
import { createIncident } from '../../../store/alerts/incidents.ts';
import type { Database } from '../../../store/database/database.ts';
import { createToken } from '../../../store/tokens.ts';
import { openProduct } from '../../../test/api/running-product.ts';
import { gateWorld } from '../../../test/workflows/gate-world.ts';

/** A whole product that has something of everything, and somebody of each role who may ask. */
export type Scene = {
  readonly url: string;
  readonly tokens: Readonly<Record<Role, string>>;
  /** External ids of some people. */
  readonly known: { readonly contacts: readonly string[]; readonly leads: readonly string[] };
  close(): Promise<void>;
};

/** It is in no table of tokens, so that whoever revokes every token that is listed goes on asking. */
const adminToken = 'of-the-configuration-for-this-proof-alone';

export async function openScene(): Promise<Scene> {
  const product = await openProduct(
    { seed: 7, contacts: 150, leads: 120, conversations: 110 },
    {
      PERENNIAL_API_TOKEN: adminToken,
      PERENNIAL_API_RATE_LIMIT: '0',
      PERENNIAL_LEAD_LABEL: 'outcomes',
      PERENNIAL_TRAINING_SLOTS: '1',
    },
  );
  try {
    const { api, blobs, controls, database } = product;
    await makeReal(database);
    const options = { ...defaultTrainingOptions, candidates: 1, cvFolds: 2, force: true };
    const { retrainId } = await controls.training.start({ models: [...modelNames], trigger: 'api', options });
    await controls.training.waitFor(retrainId);
    await controls.scoring.score(modelNames);
    const gates = gateWorld({ database, blobs, client: controls.client, installation: controls.installation });
    await gates.submit('churn', gateConfig('churn'));
    await openIncident(database);
    const tokens = await Promise.all(
      roles.map(async (role) => [
        role,
        role === 'admin' ? adminToken : await createToken(database, { label: role, role }),
      ]),
    );
    const known = { contacts: await someIds(database, 'contacts'), leads: await someIds(database, 'leads') };
    return { url: api.url, tokens: Object.fromEntries(tokens) as Scene['tokens'], known, close: product.close };
  } catch (error) {
    await product.close();
    throw error;
  }
}

/** Simulated rows as if they were a business's own: those are kept when somebody removes the pretend business. */
async function makeReal(database: Database): Promise<void> {
  const marked = await database.query<{ readonly name: string }>(
    `select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'synthetic'`,
  );
  for (const { name } of marked) await database.query(`update ${name} set synthetic = false`);
}

async function someIds(database: Database, table: 'contacts' | 'leads'): Promise<string[]> {
  const rows = await database.query<{ readonly id: string }>(
    `select external_id as id from ${table} order by id limit 5`,
  );
  return rows.map(({ id }) => id);
}

async function openIncident(database: Database): Promise<void> {
  const now = new Date();
  await createIncident(database, {
    ...{ fingerprint: 'churn/live/accuracy_low', rule: 'accuracy_low', model: 'churn', source: 'live' },
    ...{ state: 'firing', value: 0.61, limit: 0.7, detail: '', openedAt: now, firedAt: now, resolvedAt: null },
    ...{ noticedAt: now, thread: null, versionId: null, figures: [], samples: 212, windowDays: 14 },
  });
}
