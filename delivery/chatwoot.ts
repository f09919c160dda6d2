import type pg from 'pg';
import type { ModelName } from '../domain/models.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { type ScoreList, type ScoreRow, tierOf } from './score-row.ts';

/**
 * Scores as custom attributes of Chatwoot's contacts, where agents see them and automations read them. By chatwoot/chatwoot,
 * db/schema.rb at 0032d604 (tables contacts, custom_attribute_definitions) and app/models/custom_attribute_definition.rb at 019247c5 (what
 * the numbers of attribute_model and attribute_display_type mean). `updated_at` stays: these are no news about the contact, and whoever
 * reads contacts by it would read all of them again.
 */
type Attribute = {
  readonly key: string;
  readonly title: string;
  readonly type: 0 | 1;
  of(row: ScoreRow): string | number | null;
};

const [text, number] = [0, 1] as const;
/** attribute_model: contact_attribute */
const ofContacts = 1;

const attributesOf: Readonly<Record<ModelName, readonly Attribute[]>> = {
  lead_scoring: [
    { key: 'perennial_lead_score', title: 'Lead score', type: number, of: ({ score }) => Math.round(score) },
    { key: 'perennial_lead_tier', title: 'Lead tier', type: text, of: tierOf },
  ],
  churn: [
    {
      key: 'perennial_churn_risk',
      title: 'Risk of leaving (%)',
      type: number,
      of: ({ score }) => Math.round(100 * score),
    },
    { key: 'perennial_churn_level', title: 'Risk of leaving', type: text, of: tierOf },
  ],
  engagement: [
    {
      key: 'perennial_best_time',
      title: 'Best time to write (UTC)',
      type: text,
      of: ({ bestAt }) => bestAt?.toISOString() ?? null,
    },
  ],
};

/** @throws DeliveryFailure */
export async function checkChatwoot(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    `select count(*) = 3 as found from pg_attribute
     where attrelid = to_regclass('contacts') and attname in ('id', 'account_id', 'custom_attributes')`,
  );
  if (rows[0]?.found !== true)
    throw new DeliveryFailure(
      "There is no table contacts with custom_attributes: this is not Chatwoot's database, or the role may not see it.",
    );
  const { rows: rights } = await client.query<{ may: boolean }>(
    `select has_table_privilege('contacts', 'select') and has_column_privilege('contacts', 'custom_attributes', 'update') as may`,
  );
  if (rights[0]?.may !== true)
    throw new DeliveryFailure(
      'The role may not write: grant select on contacts and update (custom_attributes) on contacts to it.',
    );
}

/** Of a contact with several open leads, the highest score. Whoever is no longer on the list has no such attribute afterwards. */
export async function writeToChatwoot(
  client: pg.ClientBase,
  { model, pages }: ScoreList,
  signal?: AbortSignal,
): Promise<void> {
  await checkChatwoot(client);
  const attributes = attributesOf[model];
  await define(client, attributes);
  const written: number[] = [];
  let last = '';
  for await (const page of pages) {
    signal?.throwIfAborted();
    const given: { id: number; attributes: Readonly<Record<string, string | number>> }[] = [];
    for (const row of page) {
      if (row.contact === last) continue;
      last = row.contact;
      const values = Object.fromEntries(
        attributes.flatMap(({ key, of }) => {
          const value = of(row);
          return value === null ? [] : [[key, value]];
        }),
      );
      if (Object.keys(values).length === 0) continue;
      for (const id of chatwootIds(row)) given.push({ id, attributes: values });
    }
    written.push(...given.map(({ id }) => id));
    await client.query(
      `update contacts as c set custom_attributes = coalesce(c.custom_attributes, '{}') || g.attributes
       from jsonb_to_recordset($1::jsonb) as g (id integer, attributes jsonb)
       where c.id = g.id and not coalesce(c.custom_attributes, '{}') @> g.attributes`,
      [JSON.stringify(given)],
    );
  }
  await client.query(
    `update contacts as c set custom_attributes = c.custom_attributes - $1::text[]
     where c.custom_attributes ?| $1::text[] and not exists (select from unnest($2::integer[]) as kept (id) where kept.id = c.id)`,
    [attributes.map(({ key }) => key), written],
  );
}

/** Attributes show up once they are defined. Where the role may not define them, an administrator of Chatwoot does by hand. */
async function define(client: pg.ClientBase, attributes: readonly Attribute[]): Promise<void> {
  const { rows } = await client.query<{ may: boolean | null }>(
    `select has_table_privilege(to_regclass('custom_attribute_definitions'), 'insert') as may`,
  );
  if (rows[0]?.may !== true) return;
  await client.query(
    `insert into custom_attribute_definitions
       (attribute_key, attribute_display_name, attribute_display_type, attribute_model, account_id, created_at, updated_at)
     select given.key, given.title, given.type, $2, account.id, now() at time zone 'utc', now() at time zone 'utc'
     from jsonb_to_recordset($1::jsonb) as given (key text, title text, type integer)
     cross join (select distinct account_id as id from contacts) as account
     on conflict (attribute_key, attribute_model, account_id) do nothing`,
    [JSON.stringify(attributes), ofContacts],
  );
}

/** A contact that was merged here may be several there. */
function chatwootIds({ ids }: ScoreRow): number[] {
  return ids.flatMap((id) => {
    const [, own] = /^chatwoot:(\d{1,10})$/.exec(id) ?? [];
    const value = Number(own);
    return own === undefined || value > 2_147_483_647 ? [] : [value];
  });
}
