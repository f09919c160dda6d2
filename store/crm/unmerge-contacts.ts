import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { takeImportTurn } from './import-lock.ts';
import { moveFirstVersion, withOwnHistory } from './merge-contacts.ts';
import { type MergeJournal, movedTables, type RowJson } from './merge-journal.ts';

type StoredMerge = {
  readonly id: number;
  readonly survivorId: number;
  readonly survivor: string;
  readonly mergedId: number;
  readonly merged: string;
  readonly undoneAt: Date | null;
  readonly journal: MergeJournal;
};

export type Unmerge = {
  readonly id: number;
  readonly survivor: string;
  readonly merged: string;
  readonly moved: number;
};

/**
 * Takes a merge back, within the caller's transaction: the contact that was merged is there again, with its ids, rows and identities as
 * they were. What came since, and what was changed since, stays with the survivor.
 *
 * @throws PerennialError `merge_not_found`; `merge_conflict` where a later merge stands above it, or one of the two can't be restored.
 */
export async function unmergeContacts(
  client: pg.ClientBase,
  { id, actor, reason }: { readonly id: number; readonly actor: string; readonly reason: string },
): Promise<Unmerge> {
  await takeImportTurn(client);
  const merge = await requireUndoable(client, id);
  const { survivorId, survivor, mergedId, merged, journal } = merge;
  await withOwnHistory(client, async () => {
    await insertRow(client, 'contacts', journal.contact);
    for (const row of journal.versions) await insertRow(client, 'contact_versions', row);
  });
  if (journal.named) {
    await client.query(`delete from contact_identities where kind = 'id' and value = $1 and contact_id = $2`, [
      merged,
      survivorId,
    ]);
  }
  for (const { kind, source, value } of journal.identities) {
    await client.query(
      'update contact_identities set contact_id = $1 where kind = $2 and source = $3 and value = $4 and contact_id = $5',
      [mergedId, kind, source, value, survivorId],
    );
  }
  await restoreAttributes(client, merge);
  await restoreConflicts(client, merge);
  let moved = 0;
  for (const table of movedTables) {
    const { rowCount } = await client.query(
      `update ${table} set contact_id = $1 where id = any($2::bigint[]) and contact_id = $3`,
      [mergedId, journal.moved[table], survivorId],
    );
    moved += rowCount ?? 0;
  }
  await client.query('update outcomes set subject = $1 where id = any($2::text[]) and subject = $3', [
    merged,
    journal.outcomes,
    survivor,
  ]);
  await restoreProfile(client, merge);
  await client.query('update exposures set excluded_by = null where excluded_by = $1', [id]);
  await client.query(
    'update contact_merges set undone_at = clock_timestamp(), undone_by = $2, undone_reason = $3 where id = $1',
    [id, actor, reason],
  );
  return { id, survivor, merged, moved };
}

async function requireUndoable(client: pg.ClientBase, id: number): Promise<StoredMerge> {
  const { rows } = await client.query<StoredMerge>(
    `select id, survivor_id as "survivorId", survivor, merged_id as "mergedId", merged, undone_at as "undoneAt", journal
     from contact_merges where id = $1 for update`,
    [id],
  );
  const merge = rows[0];
  const list = 'npx perennial data merges lists them.';
  if (merge === undefined) throw new PerennialError('merge_not_found', `There is no merge ${id}.`, list, { merge: id });
  if (merge.undoneAt !== null)
    throw new PerennialError('merge_conflict', `Merge ${id} was taken back already.`, list, { merge: id });
  const { rows: later } = await client.query<{ id: number }>(
    `select id from contact_merges where id > $1 and undone_at is null and $2 in (survivor_id, merged_id) order by id desc limit 1`,
    [id, merge.survivorId],
  );
  if (later[0] !== undefined) {
    throw new PerennialError(
      'merge_conflict',
      `Merge ${later[0].id} stands above merge ${id}: it is about ${merge.survivor} too.`,
      `Take that one back first: npx perennial data unmerge ${later[0].id}`,
      { merge: id, later: later[0].id },
    );
  }
  const { rows: present } = await client.query<{ id: number; externalId: string }>(
    `select id, external_id as "externalId" from contacts where id = any($1::bigint[]) or external_id = $2 order by id for update`,
    [[merge.survivorId, merge.mergedId], merge.merged],
  );
  const others = present.filter((contact) => contact.id !== merge.survivorId);
  if (others.length === present.length) {
    throw new PerennialError('merge_conflict', `Contact ${merge.survivor} is not there any more.`, list, { merge: id });
  }
  if (others.length > 0) {
    throw new PerennialError('merge_conflict', `There is a contact ${merge.merged} again.`, 'Merge that one first.', {
      merge: id,
    });
  }
  return merge;
}

/** Columns that a later release added get their default. */
async function insertRow(client: pg.ClientBase, table: string, row: RowJson): Promise<void> {
  const columns = Object.keys(row)
    .map((column) => `"${column}"`)
    .join(', ');
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
    [JSON.stringify(row)],
  );
}

async function restoreAttributes(client: pg.ClientBase, { survivorId, journal }: StoredMerge): Promise<void> {
  for (const row of journal.attributes) {
    if (journal.attributesAdded.includes(String(row.name))) {
      await client.query('delete from contact_attributes where contact_id = $1 and name = $2 and valid_from = $3', [
        survivorId,
        row.name,
        row.valid_from,
      ]);
    }
    await insertRow(client, 'contact_attributes', row);
  }
}

async function restoreConflicts(client: pg.ClientBase, { journal }: StoredMerge): Promise<void> {
  for (const row of journal.conflictsAdded) {
    await client.query(
      'delete from identity_conflicts where contact_id = $1 and other_id = $2 and kind = $3 and value = $4',
      [row.contact_id, row.other_id, row.kind, row.value],
    );
  }
  for (const row of journal.conflicts) {
    // the contact that it names may have been merged or deleted since
    await client.query(
      `insert into identity_conflicts select t.* from jsonb_populate_record(null::identity_conflicts, $1) as t
       where exists (select from contacts where id = t.contact_id) and exists (select from contacts where id = t.other_id)
       on conflict do nothing`,
      [JSON.stringify(row)],
    );
  }
}

/** What was changed again since is left as it is. */
async function restoreProfile(client: pg.ClientBase, { survivorId, journal }: StoredMerge): Promise<void> {
  const { profile, profileAt, createdAt } = journal;
  await withOwnHistory(client, async () => {
    if (profileAt !== null) {
      await client.query(
        `delete from contact_versions where contact_id = $1
           and valid_from = greatest($2::timestamptz, (select created_at from contacts where id = $1))`,
        [survivorId, profileAt],
      );
    }
    for (const [column, { before, after }] of Object.entries(profile)) {
      const values = [survivorId, before, after];
      await client.query(
        `update contacts set ${column} = $2 where id = $1 and ${column} is not distinct from $3`,
        values,
      );
      await client.query(
        `update contact_versions set ${column} = $2 where contact_id = $1 and valid_from > $4 and ${column} is not distinct from $3`,
        [...values, profileAt],
      );
    }
  });
  if (createdAt !== null) await moveFirstVersion(client, survivorId, createdAt.after, createdAt.before);
}
