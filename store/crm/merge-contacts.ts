import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { takeImportTurn } from './import-lock.ts';
import { type MergeJournal, movedTables, type RowJson } from './merge-journal.ts';

export type MergeRequest = {
  readonly survivorId: number;
  readonly mergedId: number;
  readonly actor: string;
  readonly reason: string;
  /** Of the import that says so. */
  readonly batchId?: number;
};

export type Merge = {
  readonly id: number;
  /** External ids. */
  readonly survivor: string;
  readonly merged: string;
  /** Rows that moved, all tables together. */
  readonly moved: number;
  /** The survivor wanted messages, the other one didn't: now the person doesn't. */
  readonly optedOut: boolean;
  /** Units of experiments under way that count no more. */
  readonly excluded: number;
};

/** What a blank of the survivor is filled with, from the moment of the merge on. */
const filled = ['name', 'phone', 'email', 'country', 'language', 'source', 'timezone'] as const;

/**
 * Makes two contacts one, within the caller's transaction. The survivor keeps its ids, its profile and the history of it; blanks are
 * filled from the other one, and who of the two wants no messages gets none: both from now on, for what the business knew before
 * doesn't change. The other one's rows and identities move, its row goes; the journal holds what `unmergeContacts` needs.
 *
 * @throws PerennialError `merge_conflict` where there aren't two contacts.
 */
export async function mergeContacts(client: pg.ClientBase, request: MergeRequest): Promise<Merge> {
  const { survivorId, mergedId, actor, reason, batchId } = request;
  await takeImportTurn(client);
  const { survivor, contact } = await lockBoth(client, survivorId, mergedId);
  const [externalId, mergedExternalId] = [String(survivor.external_id), String(contact.external_id)];

  const versions = await rowsOf(client, 'contact_versions', mergedId);
  const attributes = await rowsOf(client, 'contact_attributes', mergedId);
  const conflicts = await conflictsOf(client, mergedId);
  const moved = await moveRows(client, survivorId, mergedId);
  const outcomes = await moveOutcomes(client, externalId, mergedExternalId);
  const identities = await moveIdentities(client, survivorId, mergedId);
  const attributesAdded = await addAttributes(client, survivorId, mergedId);
  const conflictsAdded = await moveConflicts(client, survivorId, mergedId);
  await client.query('delete from contacts where id = $1', [mergedId]);
  const named = await nameSurvivor(client, survivorId, mergedExternalId, batchId);
  const change = await changeSurvivor(client, survivor, contact);

  const journal: MergeJournal = {
    ...{
      contact,
      versions,
      attributes,
      conflicts,
      moved,
      outcomes,
      identities,
      named,
      attributesAdded,
      conflictsAdded,
    },
    ...change,
  };
  const { rows } = await client.query<{ id: number }>(
    `insert into contact_merges (survivor_id, survivor, merged_id, merged, actor, reason, batch_id, journal)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [survivorId, externalId, mergedId, mergedExternalId, actor, reason, batchId ?? null, JSON.stringify(journal)],
  );
  const id = Number(rows[0]?.id);
  return {
    id,
    survivor: externalId,
    merged: mergedExternalId,
    moved: Object.values(moved).reduce((sum, ids) => sum + ids.length, 0),
    optedOut: change.profile.opted_in !== undefined,
    excluded: await excludeUnits(client, id, survivorId, [externalId, mergedExternalId]),
  };
}

async function lockBoth(client: pg.ClientBase, survivorId: number, mergedId: number) {
  // in the order of ids: two merges of the same contacts wait for each other instead of locking each other out
  const { rows } = await client.query<{ row: RowJson }>(
    'select to_jsonb(c) as row from contacts as c where id = any($1::bigint[]) order by id for update',
    [[survivorId, mergedId]],
  );
  const survivor = rows.find(({ row }) => row.id === survivorId)?.row;
  const contact = rows.find(({ row }) => row.id === mergedId)?.row;
  if (survivor === undefined || contact === undefined || survivorId === mergedId) {
    throw new PerennialError(
      'merge_conflict',
      survivorId === mergedId ? 'Both are the same contact.' : 'One of the two contacts is not there any more.',
      'npx perennial data merges lists what was merged already.',
      { survivor: survivorId, merged: mergedId },
    );
  }
  return { survivor, contact };
}

async function rowsOf(client: pg.ClientBase, table: 'contact_versions' | 'contact_attributes', contactId: number) {
  const { rows } = await client.query<{ row: RowJson }>(
    `select to_jsonb(t) as row from ${table} as t where contact_id = $1 order by valid_from`,
    [contactId],
  );
  return rows.map(({ row }) => row);
}

async function conflictsOf(client: pg.ClientBase, contactId: number): Promise<RowJson[]> {
  const { rows } = await client.query<{ row: RowJson }>(
    'select to_jsonb(t) as row from identity_conflicts as t where contact_id = $1 or other_id = $1',
    [contactId],
  );
  return rows.map(({ row }) => row);
}

async function moveRows(client: pg.ClientBase, survivorId: number, mergedId: number): Promise<MergeJournal['moved']> {
  const moved = {} as Record<(typeof movedTables)[number], number[]>;
  for (const table of movedTables) {
    const { rows } = await client.query<{ id: number }>(
      `update ${table} set contact_id = $1 where contact_id = $2 returning id`,
      [survivorId, mergedId],
    );
    moved[table] = rows.map(({ id }) => id);
  }
  return moved;
}

/** What the business posted about the contact. */
async function moveOutcomes(client: pg.ClientBase, survivor: string, merged: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `update outcomes set subject = $1 where subject = $2 and model in ('churn', 'engagement') returning id`,
    [survivor, merged],
  );
  return rows.map(({ id }) => id);
}

async function moveIdentities(client: pg.ClientBase, survivorId: number, mergedId: number) {
  const { rows } = await client.query<MergeJournal['identities'][number]>(
    'update contact_identities set contact_id = $1 where contact_id = $2 returning kind, source, value',
    [survivorId, mergedId],
  );
  return rows;
}

/** The survivor is found by the other one's external id from now on. */
async function nameSurvivor(client: pg.ClientBase, survivorId: number, merged: string, batchId?: number) {
  const { rowCount } = await client.query(
    `insert into contact_identities (kind, source, value, contact_id, batch_id)
     values ('id', perennial_source_of($1), $1, $2, $3) on conflict do nothing`,
    [merged, survivorId, batchId ?? null],
  );
  return rowCount === 1;
}

/** Of attributes that both have, the survivor's stand. */
async function addAttributes(client: pg.ClientBase, survivorId: number, mergedId: number): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `update contact_attributes as theirs set contact_id = $1
     where contact_id = $2 and not exists (
       select from contact_attributes as own where own.contact_id = $1 and own.name = theirs.name
     ) returning name`,
    [survivorId, mergedId],
  );
  return [...new Set(rows.map(({ name }) => name))];
}

/** Those between the two are settled. */
async function moveConflicts(client: pg.ClientBase, survivorId: number, mergedId: number): Promise<RowJson[]> {
  const { rows } = await client.query<{ row: RowJson }>(
    `insert into identity_conflicts as t (contact_id, other_id, kind, value, batch_id)
     select contact, other, kind, value, batch_id
     from identity_conflicts cross join lateral (
       select case contact_id when $2 then $1 else contact_id end as contact, case other_id when $2 then $1 else other_id end as other
     ) as named
     where (contact_id = $2 or other_id = $2) and contact <> other
     on conflict do nothing returning to_jsonb(t) as row`,
    [survivorId, mergedId],
  );
  return rows.map(({ row }) => row);
}

type Change = Pick<MergeJournal, 'profile' | 'profileAt' | 'createdAt'>;

async function changeSurvivor(client: pg.ClientBase, survivor: RowJson, merged: RowJson): Promise<Change> {
  const profile: Record<string, { before: unknown; after: unknown }> = {};
  for (const column of filled) {
    const [own, theirs] = [survivor[column], merged[column]];
    if ((own === null || own === '') && theirs !== null && theirs !== '')
      profile[column] = { before: own, after: theirs };
  }
  if (survivor.opted_in === true && merged.opted_in === false) profile.opted_in = { before: true, after: false };
  const columns = Object.keys(profile);
  const { rows } = await client.query<{ at: string; earlier: boolean }>(
    `select to_jsonb(clock_timestamp()) #>> '{}' as at, $1::timestamptz < $2::timestamptz as earlier`,
    [merged.created_at, survivor.created_at],
  );
  const [{ at, earlier }] = rows as [{ at: string; earlier: boolean }];
  const createdAt = earlier ? { before: String(survivor.created_at), after: String(merged.created_at) } : null;
  if (createdAt !== null) await moveFirstVersion(client, Number(survivor.id), createdAt.before, createdAt.after);
  if (columns.length > 0) await changeProfile(client, Number(survivor.id), profile, at);
  return { profile, profileAt: columns.length === 0 ? null : at, createdAt };
}

async function changeProfile(client: pg.ClientBase, id: number, profile: Change['profile'], at: string): Promise<void> {
  const columns = Object.keys(profile);
  await withOwnHistory(client, async () => {
    await client.query(
      `update contacts set ${columns.map((column, place) => `${column} = $${place + 2}`).join(', ')} where id = $1`,
      [id, ...columns.map((column) => profile[column]?.after)],
    );
    const names = [...filled, 'opted_in'].join(', ');
    await client.query(
      `insert into contact_versions (contact_id, valid_from, ${names}, dated)
       select id, greatest(created_at, $2::timestamptz), ${names}, false from contacts where id = $1`,
      [id, at],
    );
  });
}

/** A contact is known since its creation, which moves with its first version. */
export async function moveFirstVersion(client: pg.ClientBase, id: number, from: string, to: string): Promise<void> {
  await withOwnHistory(client, async () => {
    await client.query('update contacts set created_at = $3 where id = $1 and created_at = $2::timestamptz', [
      id,
      from,
      to,
    ]);
    await client.query(
      'update contact_versions set valid_from = $3 where contact_id = $1 and valid_from = $2::timestamptz',
      [id, from, to],
    );
  });
}

/** The triggers of histories stand back: what is written brings its own. */
export async function withOwnHistory<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ was: string }>(
    `select coalesce(current_setting('perennial.history', true), '') as was`,
  );
  await client.query(`select set_config('perennial.history', 'off', true)`);
  const result = await work();
  await client.query(`select set_config('perennial.history', $1, true)`, [rows[0]?.was ?? '']);
  return result;
}

/** Both contacts, and the leads that are the survivor's by now, in experiments that aren't over. */
async function excludeUnits(client: pg.ClientBase, mergeId: number, survivorId: number, contacts: readonly string[]) {
  const { rowCount } = await client.query(
    `update exposures as x set excluded_by = $1
     from experiments as e
     where e.id = x.experiment_id and e.state <> 'ended' and x.excluded_by is null
       and case when e.model = 'lead_scoring'
         then x.unit in (select external_id from leads where contact_id = $2) else x.unit = any($3::text[]) end`,
    [mergeId, survivorId, contacts],
  );
  return rowCount ?? 0;
}
