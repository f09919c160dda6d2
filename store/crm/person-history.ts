import type { happenings } from '../../domain/happenings.ts';
import type { Database } from '../database/database.ts';
import { type PersonFound, personColumns } from './people.ts';

export type PersonDetails = PersonFound & {
  readonly key: number;
  readonly country: string | null;
  readonly language: string | null;
  readonly source: string | null;
  readonly createdAt: Date;
};

/** By the external id of the contact; null: nobody has it. */
export async function readPerson(database: Database, contact: string): Promise<PersonDetails | null> {
  const [row] = await database.query<PersonDetails>(
    `select c.id as key, ${personColumns}, c.country, c.language, c.source, c.created_at as "createdAt", coalesce((
       select jsonb_agg(jsonb_build_object('id', l.external_id, 'stage', l.stage, 'owner', l.owner) order by l.created_at desc, l.id desc)
       from leads as l where l.contact_id = c.id), '[]') as leads
     from contacts as c where c.external_id = $1`,
    [contact],
  );
  return row ?? null;
}

/** Something that happened with a person. What `label` and `detail` hold depends on the kind. */
export type Happening = {
  readonly at: Date;
  readonly kind: (typeof happenings)[number];
  /** Of a purchase its state, of a ticket its category, of a campaign event its type, of a lead its stage, of an action its kind. */
  readonly label: string;
  /** A message's text; amount and currency; the campaign's name; the lead's id; who did it. */
  readonly detail: string | null;
};

/** Letters of a message that are shown. */
const shownText = 400;

/** Newest first, before `before`. */
export async function readHappenings(
  database: Database,
  { key, contact, leads }: Pick<PersonDetails, 'key' | 'contact' | 'leads'>,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<Happening[]> {
  const newest = (sql: string, at: string) => `(${sql} order by ${at} desc limit $3)`;
  return await database.query<Happening>(
    `select * from (
       ${newest(
         `select sent_at as at, case direction when 'inbound' then 'message_in' else 'message_out' end as kind,
            content_type as label, left(text, ${shownText}) as detail from messages where contact_id = $1 and sent_at < $2`,
         'sent_at',
       )}
       union all ${newest(
         `select purchased_at, 'purchase', state, amount || ' ' || currency from purchases where contact_id = $1 and purchased_at < $2`,
         'purchased_at',
       )}
       union all ${newest(
         `select opened_at, 'ticket_opened', category, null from support_tickets where contact_id = $1 and opened_at < $2`,
         'opened_at',
       )}
       union all ${newest(
         `select closed_at, 'ticket_closed', category, null from support_tickets where contact_id = $1 and closed_at < $2`,
         'closed_at',
       )}
       union all ${newest(
         `select e.occurred_at, 'campaign_event', e.type, k.name from campaign_events as e join campaigns as k on k.id = e.campaign_id
          where e.contact_id = $1 and e.occurred_at < $2`,
         'e.occurred_at',
       )}
       union all ${newest(
         `select v.valid_from, 'lead_stage', v.stage, l.external_id from lead_versions as v join leads as l on l.id = v.lead_id
          where l.contact_id = $1 and v.valid_from < $2`,
         'v.valid_from',
       )}
       union all ${newest(
         `select occurred_at, 'action', kind, actor from work_actions
          where undone_at is null and occurred_at < $2
            and (model = 'lead_scoring' and subject = any($5) or model <> 'lead_scoring' and subject = $4)`,
         'occurred_at',
       )}
     ) as happened order by at desc, kind limit $3`,
    [key, before, limit, contact, leads.map(({ id }) => id)],
  );
}
