import type { happenings } from '../../domain/happenings.ts';
import type { Database } from '../database/database.ts';
import { isBehind, type OrderColumn, type Page, type PageAsked, readPage } from '../database/read-page.ts';
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

/** Newest first, before `before`. Each kind is read by itself, so that a page costs no more for somebody with a long history. */
export async function pageHappenings(
  database: Database,
  { key, contact, leads }: Pick<PersonDetails, 'key' | 'contact' | 'leads'>,
  { before, ...page }: PageAsked & { readonly before: Date },
): Promise<Page<Happening>> {
  const parameters = [key, before, contact, leads.map(({ id }) => id)];
  const each = kinds.map(({ at, kind, id, columns, from }) => {
    const order = orderBy(at, kind, id);
    const behind = page.after === null ? 'true' : isBehind(order, parameters.length + 1);
    return `(select ${at} as at, ${kind} as kind, ${id} as id, ${columns} from ${from} and ${at} < $2 and ${behind}
      order by ${order.map(({ sql }) => `${sql} desc`).join(', ')} limit ${page.limit + 1})`;
  });
  return await readPage<Happening>(
    database,
    {
      columns: 'at, kind, label, detail',
      from: `(${each.join(' union all ')}) as happened`,
      // each parameter has a type where its kind leaves it out
      where: '$1::bigint > 0 and $2::timestamptz is not null and $3::text is not null and $4::text[] is not null',
      parameters,
      order: orderBy('at', 'kind', 'id'),
    },
    page,
  );
}

/** SQL of one kind of happening, over the contact `$1`, its external id `$3` and those of its leads, `$4`. */
const kinds: readonly {
  readonly at: string;
  readonly kind: string;
  readonly id: string;
  readonly columns: string;
  readonly from: string;
}[] = [
  {
    ...{ at: 'sent_at', kind: `case direction when 'inbound' then 'message_in' else 'message_out' end`, id: 'id' },
    columns: `content_type as label, left(text, ${shownText}) as detail`,
    from: 'messages where contact_id = $1',
  },
  {
    ...{ at: 'purchased_at', kind: `'purchase'::text`, id: 'id' },
    columns: `state as label, amount || ' ' || currency as detail`,
    from: 'purchases where contact_id = $1',
  },
  ...(['opened', 'closed'] as const).map((what) => ({
    ...{ at: `${what}_at`, kind: `'ticket_${what}'::text`, id: 'id' },
    columns: 'category as label, null as detail',
    from: 'support_tickets where contact_id = $1',
  })),
  {
    ...{ at: 'e.occurred_at', kind: `'campaign_event'::text`, id: 'e.id' },
    columns: 'e.type as label, k.name as detail',
    from: 'campaign_events as e join campaigns as k on k.id = e.campaign_id where e.contact_id = $1',
  },
  {
    ...{ at: 'v.valid_from', kind: `'lead_stage'::text`, id: 'v.lead_id' },
    columns: 'v.stage as label, l.external_id as detail',
    from: 'lead_versions as v join leads as l on l.id = v.lead_id where l.contact_id = $1',
  },
  {
    ...{ at: 'occurred_at', kind: `'action'::text`, id: 'id' },
    columns: 'work_actions.kind as label, actor as detail',
    from: `work_actions where undone_at is null
      and (model = 'lead_scoring' and subject = any($4) or model <> 'lead_scoring' and subject = $3)`,
  },
];

function orderBy(at: string, kind: string, id: string): readonly OrderColumn[] {
  return [
    { sql: at, type: 'timestamptz', descending: true },
    { sql: kind, type: 'text', descending: true },
    { sql: id, type: 'bigint', descending: true },
  ];
}
