import type pg from 'pg';
import type { ParkedRow } from '../../store/crm/parked-rows.ts';
import { openResolver } from '../identity/resolve.ts';
import { awaitedContact, awaitedRow } from '../intake/awaited.ts';
import { createConversationContacts } from '../intake/conversation-contacts.ts';
import type { LeaveOutErased, RowIntake } from '../intake/intake.ts';
import { createKnownRows } from '../intake/known-rows.ts';
import type { ReadRow } from '../intake/row-context.ts';
import { stageTaken } from '../intake/take-batch.ts';
import type { MappingProblem } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { entityTables, isEntityTable } from '../merge/entity-tables.ts';
import { createAttributeStaging } from '../merge/merge-attributes.ts';
import { mergeFile, type StagedFile } from '../merge/merge-file.ts';
import { createStaging, type StagedTable } from '../merge/staging.ts';
import { deleteRows } from './delete-rows.ts';
import { followOwners, rememberOwners } from './follow-conversations.ts';
import type { RowResult, RowStatus } from './given-record.ts';
import { lackingRows } from './lacking-rows.ts';
import { missingLinks } from './missing-links.ts';
import { type History, keepLatestStates, rememberStates, withoutOutdated } from './outdated-rows.ts';
import { type ReadingContext, type ReadRecord, remedyFor } from './read-record.ts';
import { type StagedPlace, statusesOf } from './row-statuses.ts';
import type { UpsertOptions } from './upsert-options.ts';

export type WrittenWave = {
  /** What rows named that isn't there, and that they were stored without. */
  readonly links: readonly ParkedRow[];
  resultOf(record: ReadRecord): RowResult;
  /** What is there now that rows may have waited for. */
  readonly brought: readonly string[];
};

/** Of the statuses of a record's rows, the one that says most. */
const weight: readonly RowStatus[] = ['unchanged', 'updated', 'inserted', 'merged', 'deleted'];

/** Writes records of which none is about a row of another, but where they add up. */
export async function writeWave(
  client: pg.ClientBase,
  batch: number,
  records: readonly ReadRecord[],
  context: ReadingContext,
  options: UpsertOptions & { readonly leaveOutErased: LeaveOutErased },
): Promise<WrittenWave> {
  const problems = new Map<number, readonly MappingProblem[]>();
  const statuses = new Map<number, RowStatus>();
  const erased = new Set<number>();
  const notice = (place: number, status: RowStatus) => {
    const known = statuses.get(place);
    if (known === undefined || weight.indexOf(status) > weight.indexOf(known)) statuses.set(place, status);
  };
  const wave = await lackingRows(client, await withoutOutdated(client, records));
  const keysBefore = new Map(wave.map((record) => [record.record.line, contactKeys(record)]));

  const staged = await createStagedRows(client, wave);
  const places = new Map<MappedTable, (StagedPlace & { base: string })[]>();
  const derived = new Map<string, number>();
  const contacts = openResolver(client, { country: options.settings.country });
  const intake: RowIntake = {
    client,
    row: { ...context, source: '', datesLeads: true, remedyFor },
    contacts,
    known: createKnownRows(client, new Set(entityTables)),
    conversations: createConversationContacts(client),
    ...staged,
    items: {},
    reject: ({ line }, found) => problems.set(line, found),
    leaveOut: () => {},
    leaveOutErased: options.leaveOutErased,
    onErased: ({ line }) => erased.add(line),
    onStaged({ line }, { table }, id, isDerived) {
      const number = (derived.get(`${table}:${id}`) ?? 0) + 1;
      if (isDerived) derived.set(`${table}:${id}`, number);
      const own = places.get(table) ?? [];
      own.push({ place: line, id: isDerived ? `${id}:${number}` : id, base: id });
      places.set(table, own);
    },
  };
  await stageTaken(intake, wave);
  const sayChanges = createChangesTeller(client, wave, problems);
  const late = await rememberLate(client, wave);
  await mergeFile(
    client,
    batch,
    { ...staged, removals: new Map() },
    { addedUp: options.addedUp ?? {} },
    {
      ownCurrency: options.settings.currency,
      of: 'rows',
      async before(table) {
        await sayChanges(table);
        if (table.table === 'conversations') await rememberOwners(client, table.name);
      },
      async after(table, written) {
        if (table.table === 'conversations' && written.changed !== null) await followOwners(client, batch);
        const rows = places.get(table.table) ?? [];
        const found = await statusesOf(client, batch, table, rows, written);
        for (const [at, { place }] of rows.entries()) notice(place, found[at] ?? 'unchanged');
      },
    },
  );
  await sayChanges(null);
  const { dangling } = await contacts.finish(batch);
  for (const history of late) await keepLatestStates(client, history);
  const sound = wave.filter(({ record }) => !problems.has(record.line) && !erased.has(record.line));
  for (const { record } of sound.filter(isMergeOnly)) notice(record.line, 'merged');
  for (const [place, status] of await deleteRows(client, batch, sound)) notice(place, status);
  for (const one of sound.filter(isMergeOnly)) {
    const found = danglingProblem(one, dangling);
    if (found !== undefined) problems.set(one.record.line, [found]);
  }

  return {
    links: await missingLinks(intake, sound, options.origin),
    brought: [
      ...new Set(sound.flatMap((record) => broughtBy(record, keysBefore.get(record.record.line) ?? [], contacts))),
    ],
    resultOf({ record: { line } }) {
      if (erased.has(line)) return { status: 'erased', problems: [] };
      const found = problems.get(line);
      if (found === undefined) return { status: statuses.get(line) ?? 'unchanged', problems: [] };
      const waits = found.length > 0 && found.every(({ awaits }) => awaits !== undefined);
      return { status: waits ? 'parked' : 'rejected', problems: found };
    },
  };
}

/** Histories into which states are brought that came late. */
async function rememberLate(client: pg.ClientBase, records: readonly ReadRecord[]): Promise<readonly History[]> {
  const late: History[] = [];
  for (const history of ['lead_stages', 'ticket_states'] as const) {
    const rows = records.flatMap((record) =>
      record.given.rows.some(({ table }) => table === history)
        ? []
        : record.rows.filter(({ table }) => table === history),
    );
    if (rows.length === 0) continue;
    late.push(history);
    await rememberStates(
      client,
      history,
      rows.map(({ values }) => values.lead ?? values.ticket ?? ''),
    );
  }
  return late;
}

/** What a row may get when it is known whose it is. */
function alwaysStaged(table: MappedTable): readonly string[] {
  if (table === 'contacts') return ['contact', 'created_at', 'phone', 'email'];
  if (table === 'support_tickets') return ['contact', 'state'];
  // amounts of another currency are valued by their day
  if (table === 'purchases') return ['contact', 'purchased_at'];
  if (table === 'leads') return ['contact', 'created_at'];
  return ['contact'];
}

async function createStagedRows(client: pg.ClientBase, records: readonly ReadRecord[]): Promise<StagedFile> {
  const fields = new Map<MappedTable, Set<string>>();
  for (const { rows, problems } of records) {
    if (problems.length > 0) continue;
    for (const { table, values, clears } of rows) {
      const own = fields.get(table) ?? new Set(alwaysStaged(table));
      fields.set(table, own);
      for (const name in values) own.add(name);
      for (const name of clears) own.add(name);
    }
  }
  const file: StagedFile = { staged: new Map(), attributes: new Map(), removals: new Map() };
  for (const [table, own] of fields) {
    file.staged.set(table, await createStaging(client, table, [...own]));
    if (isEntityTable(table)) file.removals.set(table, { ids: [] });
    if (table === 'contacts' || table === 'leads') {
      file.attributes.set(table, await createAttributeStaging(client, table));
    }
  }
  return file;
}

/** Says before a table is written that its histories are dated as the records say; null: no more is written. */
function createChangesTeller(
  client: pg.ClientBase,
  records: readonly ReadRecord[],
  problems: ReadonlyMap<number, unknown>,
): (table: StagedTable | null) => Promise<void> {
  let stands = '';
  return async (staged) => {
    const said = staged === null ? '' : momentsOf(staged, records, problems);
    if (said === stands) return;
    stands = said;
    await client.query(`select set_config('perennial.changed_at_of', $1, true)`, [said]);
  };
}

function momentsOf(
  { table, rows }: StagedTable,
  records: readonly ReadRecord[],
  problems: ReadonlyMap<number, unknown>,
): string {
  if (rows === 0 || (table !== 'contacts' && table !== 'leads' && table !== 'support_tickets')) return '';
  const moments: Record<string, string> = {};
  for (const { record, given, rows: own } of records) {
    if (given.changedAt === undefined || problems.has(record.line)) continue;
    for (const row of own) {
      if (row.table === table && row.values.external_id !== undefined)
        moments[row.values.external_id] = given.changedAt;
    }
  }
  return Object.keys(moments).length === 0 ? '' : JSON.stringify(moments);
}

function isMergeOnly({ given }: ReadRecord): boolean {
  return given.rows.some(({ table, values }) => table === 'contacts' && values.merged_into !== undefined);
}

/** Neither of two contacts that are one is known: to say so now would be forgotten. */
function danglingProblem(
  { given: { rows, source } }: ReadRecord,
  dangling: readonly string[],
): MappingProblem | undefined {
  const merged = rows.find(({ values }) => values.merged_into !== undefined)?.values;
  const [id, into] = [source + merged?.external_id, source + merged?.merged_into];
  if (merged === undefined || !dangling.includes(id)) return undefined;
  return {
    table: 'contacts',
    column: 'merged_into',
    value: into,
    reason: 'names a contact that does not exist, and the contact that became part of it does not either',
    remedy: 'It is merged once one of the two comes.',
    awaits: [id, into].flatMap((each) => awaitedContact({ id: each, phones: [], email: undefined })),
  };
}

type NamedContact = { readonly id?: string; readonly phone?: string; readonly email?: string };

/** As given: who it turns out to be takes the place of the id. */
function contactKeys({ rows }: ReadRecord): NamedContact[] {
  return rows.flatMap(({ table, values: { external_id: id, phone, email } }) =>
    table === 'contacts' ? [{ id, phone, email }] : [],
  );
}

function broughtBy(
  { rows }: ReadRecord,
  given: readonly NamedContact[],
  { readKeys }: Pick<RowIntake['contacts'], 'readKeys'>,
): string[] {
  const keys = given.flatMap((each) => awaitedContact(readKeys(each)));
  for (const { table, values } of rows as readonly ReadRow[]) {
    const { external_id: id, conversation, deleted } = values;
    if (deleted === 'true') continue;
    if (id !== undefined && isEntityTable(table)) {
      keys.push(
        ...(table === 'contacts' ? awaitedContact({ id, phones: [], email: undefined }) : [awaitedRow(table, id)]),
      );
    }
    if (conversation !== undefined) keys.push(awaitedRow('conversations', conversation));
  }
  return keys;
}
