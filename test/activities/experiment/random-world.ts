import type { Arm } from '../../../domain/experiment/experiment.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { createRandom } from '../../../engine/random.ts';
import type { Database } from '../../../store/database/database.ts';
import { origin } from '../../models/crm-rows.ts';
import { experimentId } from './experiment-rows.ts';

/** Moments are whole hours since the origin, so that many events coincide or lie at the edges of windows. */
export type World = {
  readonly contacts: number;
  /** Numbers from 1; the version from the contact's creation comes first. */
  readonly consents: readonly { readonly contact: number; readonly at: number; readonly optedIn: boolean }[];
  readonly messages: readonly { readonly contact: number; readonly at: number; readonly inbound: boolean }[];
  readonly events: readonly { readonly contact: number; readonly at: number; readonly type: string }[];
  readonly purchases: readonly { readonly contact: number; readonly at: number; readonly lead: number | null }[];
  readonly tickets: readonly { readonly contact: number; readonly at: number }[];
  /** One per contact, with its number. */
  readonly leads: readonly {
    readonly at: number;
    readonly convertedAt: number | null;
    readonly wonAt: number | null;
  }[];
  readonly posted: readonly {
    readonly model: ModelName;
    readonly number: number;
    readonly at: number;
    readonly converted: boolean;
  }[];
  readonly exposures: readonly Exposure[];
};

export type Exposure = {
  readonly number: number;
  readonly arm: Arm;
  readonly at: number;
  readonly champion: number | null;
  readonly challenger: number | null;
};

export const created = -2400;

export function randomWorld(seed: number, contacts: number, ofScore: (share: number) => number): World {
  const random = createRandom(seed);
  const someone = () => 1 + random.integer(contacts);
  const at = () => random.integer(1200) - 200;
  const maybe = <T>(share: number, value: () => T): T | null => (random.next() < share ? value() : null);
  const times = <T>(each: number, make: () => T): T[] => Array.from({ length: Math.round(each * contacts) }, make);
  const consents = new Map<string, World['consents'][number]>();
  for (const consent of times(0.6, () => ({ contact: someone(), at: at(), optedIn: random.next() < 0.3 })))
    consents.set(`${consent.contact} ${consent.at}`, consent);
  return {
    contacts,
    consents: [...consents.values()],
    messages: times(5, () => ({ contact: someone(), at: at(), inbound: random.next() < 0.3 })),
    events: times(2, () => ({
      contact: someone(),
      at: at(),
      type: ['delivered', 'opened', 'clicked', 'unsubscribed'][Math.floor(random.next() ** 2 * 4)],
    })),
    purchases: times(0.4, () => {
      const contact = someone();
      return { contact, at: at(), lead: maybe(0.5, () => contact) };
    }),
    tickets: times(0.3, () => ({ contact: someone(), at: at() })),
    leads: times(1, () => {
      const came = random.integer(700) - 200;
      return {
        at: came,
        convertedAt: maybe(0.2, () => came + random.integer(500)),
        wonAt: maybe(0.1, () => came + 1 + random.integer(500)),
      };
    }),
    posted: times(0.5, () => ({
      model: modelNames[random.integer(3)],
      number: someone(),
      at: at(),
      converted: random.next() < 0.7,
    })),
    exposures: Array.from({ length: contacts }, (_, place) => ({
      number: place + 1,
      arm: random.next() < 0.3 ? ('challenger' as const) : ('champion' as const),
      at: random.integer(700),
      champion: maybe(0.95, () => ofScore(random.next())),
      challenger: maybe(0.9, () => ofScore(random.next())),
    })),
  };
}

/** Writes the world; external ids are the numbers. The experiment must be open. */
export async function writeWorld(database: Database, world: World): Promise<void> {
  const moment = (hours: string) => `$2::timestamptz + (${hours}) * interval '1 hour'`;
  const insert = async (table: string, columns: string, values: string, rows: readonly object[]) => {
    const numbered = JSON.stringify(rows.map((row, place) => ({ place: place + 1, ...row })));
    await database.query(
      `insert into ${table} (${columns}) select ${values} from jsonb_to_recordset($1::jsonb) as row (
         place integer, contact integer, number integer, lead integer, at integer, "convertedAt" integer, "wonAt" integer,
         "optedIn" boolean, inbound boolean, converted boolean, type text, model text, arm text,
         champion double precision, challenger double precision)
       where $2::timestamptz is not null`,
      [numbered, origin],
    );
  };
  const at = moment('at');
  const named = 'external_id, contact_id';
  const contacts = Array.from({ length: world.contacts }, () => ({ at: created }));
  await insert('contacts', 'id, external_id, created_at', `place, place::text, ${at}`, contacts);
  await insert('campaigns', 'id, external_id, name, started_at', `place, 'k', 'k', ${at}`, [{ at: 0 }]);
  await insert('contact_versions', 'contact_id, valid_from, opted_in', `contact, ${at}, "optedIn"`, world.consents);
  const direction = `case when inbound then 'inbound' else 'outbound' end`;
  await insert('messages', `${named}, direction, sent_at`, `place, contact, ${direction}, ${at}`, world.messages);
  const event = `${named}, campaign_id, type, occurred_at`;
  await insert('campaign_events', event, `place, contact, 1, type, ${at}`, world.events);
  await insert('support_tickets', `${named}, opened_at`, `place, contact, ${at}`, world.tickets);
  const lead = `id, ${named}, created_at, converted_at`;
  await insert('leads', lead, `place, place, place, ${at}, ${moment('"convertedAt"')}`, world.leads);
  const won = world.leads
    .map(({ wonAt }, place) => ({ number: place + 1, wonAt }))
    .filter(({ wonAt }) => wonAt !== null);
  await insert('lead_versions', 'lead_id, valid_from, stage', `number, ${moment('"wonAt"')}, 'won'`, won);
  const purchase = `${named}, lead_id, amount, purchased_at`;
  await insert('purchases', purchase, `place, contact, lead, 10, ${at}`, world.purchases);
  const outcome = 'id, model, subject, converted, occurred_at';
  await insert('outcomes', outcome, `place, model, number, converted, ${at}`, world.posted);
  const exposure = 'experiment_id, phase, unit, arm, exposed_at, champion_output, challenger_output';
  const exposed = `'${experimentId}', 1, number, arm, ${at}, champion, challenger`;
  await insert('exposures', exposure, exposed, world.exposures);
}
