import type pg from 'pg';
import { atRiskFrom, hotFrom, type OutgoingEventType } from '../../domain/destinations/events.ts';
import type { ModelName } from '../../domain/models.ts';
import { wantsMessages } from '../crm/people.ts';
import { stillWorth } from '../predictions/still-worth.ts';
import { tellOutbox } from './outbox.ts';

/** Points of 100 that an output's unit is worth. */
const pointsOf: Readonly<Record<ModelName, number>> = { lead_scoring: 1, churn: 100, engagement: 100 };

/** Whoever opted out may still be called about a lead, and is marked; nobody is told of their other scores. */
const tellable: Readonly<Record<ModelName, string>> = {
  lead_scoring: stillWorth.lead_scoring,
  churn: `${stillWorth.churn} and ${wantsMessages}`,
  engagement: stillWorth.engagement,
};

/** The event of an output that crossed a limit upwards. */
const crossing: Readonly<Record<ModelName, { readonly type: OutgoingEventType; readonly from: number } | null>> = {
  lead_scoring: { type: 'lead.became_hot', from: hotFrom },
  churn: { type: 'contact.at_risk', from: atRiskFrom },
  engagement: null,
};

/**
 * Puts out what changed between the list before and this one, in the caller's transaction, which makes this one count: one statement
 * for everybody, and none where no destination wants it.
 */
export async function writeScoreEvents(client: pg.ClientBase, list: ScoredList): Promise<void> {
  const wanted = await readWanted(client);
  await writeChanges(client, list, wanted, `select subject, value from predictions where batch = (${listBefore})`, []);
  if (wanted.has('scoring.finished')) await client.query(finished, [list.id]);
  if (wanted.size > 0) await tellOutbox(client);
}

/**
 * The same for answers that took the place of others in a list, or came into it, since it was finished.
 *
 * @param subjects whose answers are new
 * @param replaced the answers that the list had before, of those who were on it
 */
export async function writeScoreEventsOf(
  client: pg.ClientBase,
  list: ScoredList,
  subjects: readonly string[],
  replaced: readonly { readonly subject: string; readonly value: number }[],
): Promise<void> {
  if (subjects.length === 0) return;
  const wanted = await readWanted(client);
  const before = 'select * from unnest($8::text[], $9::double precision[]) as replaced (subject, value)';
  const values = [subjects, replaced.map(({ subject }) => subject), replaced.map(({ value }) => value)];
  await writeChanges(client, list, wanted, before, values);
  if (wanted.size > 0) await tellOutbox(client);
}

type ScoredList = { readonly id: string; readonly model: ModelName };
/** By type, the least change of a score that any destination wants to hear of. */
type Wanted = ReadonlyMap<OutgoingEventType, number>;

async function readWanted(client: pg.ClientBase): Promise<Wanted> {
  const { rows } = await client.query<{ wanted: OutgoingEventType; least: number }>(
    'select wanted, min(score_change) as least from destinations, unnest(events) as wanted group by 1',
  );
  return new Map(rows.map((row) => [row.wanted, row.least]));
}

/** @param before SELECT of (subject, value); with `values`, the first of them are the subjects whose answers are told of. */
async function writeChanges(
  client: pg.ClientBase,
  { id, model }: ScoredList,
  wanted: Wanted,
  before: string,
  values: readonly unknown[],
): Promise<void> {
  const crossed = crossing[model];
  const from = crossed !== null && wanted.has(crossed.type) ? crossed.from : null;
  const change = wanted.get('score.changed') ?? null;
  if (from === null && change === null) return;
  const sql = statementFor(model, before, values.length === 0 ? '' : 'and p.subject = any($7::text[])');
  await client.query(sql, [id, model, crossed?.type ?? null, from, change, pointsOf[model], ...values]);
}

const listBefore = `
  select before.id from prediction_batches as before join prediction_batches as this on this.id = $1
  where before.model = $2 and before.scored_at < this.scored_at order by before.scored_at desc limit 1`;

/** `$3` and `$4` null: nobody wants to hear of a crossing; `$5` null: of a change. */
function statementFor(model: ModelName, before: string, among: string): string {
  const [prefix, ofLead] = model === 'lead_scoring' ? ['lead/', `'lead', p.subject, `] : ['contact/', ''];
  return `
with before as (
  ${before}
), happening as (
  select happened.type, '${prefix}' || p.subject as subject, c.external_id as contact, p.created_at,
    jsonb_build_object('model', p.model, ${ofLead}'contact', c.external_id, 'score', p.value, 'previous', previous.value,
      'change', (p.value - previous.value) * $6::double precision, 'opted_in', ${wantsMessages},
      'version', v.name, 'prediction', p.id, 'scored_at', perennial_iso(this.scored_at)) as data
  from predictions as p
  join prediction_batches as this on this.id = p.batch
  left join before as previous on previous.subject = p.subject
  cross join lateral (values
    ($3::text, $4::double precision is not null and p.value >= $4 and (previous.value is null or previous.value < $4)),
    ('score.changed', abs(p.value - previous.value) * $6 >= $5::double precision)
  ) as happened (type, so)
  ${tellable[model]}
  join model_versions as v on v.id = p.version_id
  where p.batch = $1 and p.model = $2 and happened.so ${among}
), counted as (
  insert into outbox_sequences as s (subject, last)
  select subject, count(*) from happening group by subject order by subject
  on conflict (subject) do update set last = s.last + excluded.last
  returning subject, last
), written as (
  insert into outbox (type, subject, sequence, contact, data, happened_at)
  select h.type, h.subject, counted.last + 1 - row_number() over (partition by h.subject order by h.type desc), h.contact, h.data, h.created_at
  from happening as h join counted on counted.subject = h.subject
  returning id, type, data
)
insert into deliveries (destination_id, event_id)
select d.id, w.id from written as w join destinations as d on w.type = any (d.events)
where w.type <> 'score.changed' or abs((w.data ->> 'change')::double precision) >= d.score_change`;
}

const finished = `select perennial_put_out('scoring.finished', 'model/' || b.model, jsonb_build_object(
  'model', b.model, 'batch', b.id, 'subjects', b.subjects, 'scored_at', perennial_iso(b.scored_at),
  'version', perennial_version_name(b.version_id))) from prediction_batches as b where b.id = $1`;
