import type pg from 'pg';
import { mergeContacts } from '../../store/crm/merge-contacts.ts';
import { copyInto } from '../../store/database/copy.ts';
import { sourceOf } from './contact-keys.ts';

/** A row of `person` bears a key of `other`. Both by external id. */
export type Conflict = readonly [person: string, other: string, kind: string, value: string];
/** A contact that its system merged into another one, which isn't known yet, or both of them are. */
export type WaitingMerge = readonly [id: string, into: string, phone: string | undefined, email: string | undefined];

export type FinishedIdentities = {
  /** Identities that are known from now on. */
  readonly linked: number;
  /** Pairs that are listed for a person to decide, from now on. */
  readonly conflicts: number;
  /** Stored contacts that were merged. */
  readonly merged: number;
  /** Ids of rows that were merged into a contact, and neither is there. */
  readonly dangling: readonly string[];
};

export async function stageConflicts(client: pg.ClientBase, conflicts: readonly Conflict[]): Promise<void> {
  if (conflicts.length === 0) return;
  await copyInto(client, 'pg_temp.staged_conflicts', ['person', 'other', 'kind', 'value'], conflicts);
}

export async function stageMerges(client: pg.ClientBase, merges: readonly WaitingMerge[]): Promise<void> {
  if (merges.length === 0) return;
  await copyInto(client, 'pg_temp.staged_merges', ['id', 'into_id', 'phone', 'email'], merges);
}

/** Keeps what the resolver found out, of contacts that are stored by now. */
export async function finishIdentities(client: pg.ClientBase, batchId: number): Promise<FinishedIdentities> {
  const linked = await client.query(
    `insert into contact_identities (kind, source, value, contact_id, batch_id)
     select s.kind, s.source, s.value, c.id, $1
     from staged_identities as s join contacts as c on c.external_id = s.person
     where s.kind <> 'id' or s.value <> s.person
     order by s.kind, s.source, s.value
     on conflict do nothing`,
    [batchId],
  );
  // a key of somebody who isn't stored after all is that of whoever bears it too
  const inherited = await client.query(
    `insert into contact_identities (kind, source, value, contact_id, batch_id)
     select distinct on (s.kind, s.value) s.kind, '', s.value, c.id, $1::bigint
     from staged_conflicts as s join contacts as c on c.external_id = s.person
     where not exists (select from contacts where external_id = s.other)
     order by s.kind, s.value, c.id
     on conflict do nothing`,
    [batchId],
  );
  const conflicts = await client.query(
    `insert into identity_conflicts (contact_id, other_id, kind, value, batch_id)
     select distinct on (c.id, o.id, s.kind, s.value) c.id, o.id, s.kind, s.value, $1::bigint
     from staged_conflicts as s join contacts as c on c.external_id = s.person join contacts as o on o.external_id = s.other
     order by c.id, o.id, s.kind, s.value
     on conflict do nothing`,
    [batchId],
  );
  const { rows } = await client.query<Waiting>(
    'select id, into_id as "into", phone, email from staged_merges order by place',
  );
  let merged = 0;
  let keys = inherited.rowCount ?? 0;
  const dangling: string[] = [];
  for (const waiting of rows) {
    const [survivor, other] = [await personOf(client, waiting.into), await personOf(client, waiting.id)];
    if (survivor === undefined && other === undefined) dangling.push(waiting.id);
    else if (survivor === undefined || other === undefined) {
      const [contactId, id] = survivor === undefined ? [other, waiting.into] : [survivor, waiting.id];
      keys += await linkKeys(client, contactId as number, { ...waiting, id }, batchId);
    } else if (survivor !== other) {
      const reason = `The import says that ${waiting.id} was merged into ${waiting.into}.`;
      await mergeContacts(client, { survivorId: survivor, mergedId: other, actor: 'import', reason, batchId });
      merged++;
    }
  }
  return { linked: (linked.rowCount ?? 0) + keys, conflicts: conflicts.rowCount ?? 0, merged, dangling };
}

type Waiting = {
  readonly id: string;
  readonly into: string;
  readonly phone: string | null;
  readonly email: string | null;
};

async function personOf(client: pg.ClientBase, id: string): Promise<number | undefined> {
  const { rows } = await client.query<{ id: number }>(
    `select id from contacts where external_id = $1
     union all select contact_id from contact_identities where kind = 'id' and source = $2 and value = $1`,
    [id, sourceOf(id) ?? ''],
  );
  return rows[0]?.id;
}

async function linkKeys(
  client: pg.ClientBase,
  contactId: number,
  { id, phone, email }: Waiting,
  batchId: number,
): Promise<number> {
  const { rowCount } = await client.query(
    `insert into contact_identities (kind, source, value, contact_id, batch_id)
     select kind, source, value, $1, $2 from (values ('id', $3, $4), ('phone', '', $5), ('email', '', $6)) as given (kind, source, value)
     where value is not null
     on conflict do nothing`,
    [contactId, batchId, sourceOf(id) ?? '', id, phone, email],
  );
  return rowCount ?? 0;
}
