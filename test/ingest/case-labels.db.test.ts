import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { trainingRows } from '../models/feature-rows.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { loadTable } from './load-table.ts';

/** What lead scoring learns from exports that once were learnt wrongly without a word (test/ingest/cases/). */

const database = await openTestDatabase();
/** The windows of the leads of August and September have closed. */
const asOf = new Date('2026-11-15T00:00:00Z');

beforeEach(() => database.query('truncate contacts, import_batches restart identity cascade'));

const load = (table: MappedTable, name: string) =>
  loadTable(database, table, join(projectRoot, 'test/ingest/cases', name));

/** At the first moment of each lead, by external id. */
async function labels(): Promise<Record<string, number>> {
  const rows = await trainingRows(database, 'lead_scoring', asOf, { source: 'outcomes' });
  const named = await database.query<{ id: number; name: string }>('select id, external_id as name from leads');
  const nameOf = new Map(named.map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    rows.toReversed().map((row) => [nameOf.get(row.subject_id), Math.round(10 * Number(row.label)) / 10]),
  );
}

test('history-leads: every stage of an imported history reaches its label', async () => {
  await load('contacts', 'history-contacts.csv');
  await load('leads', 'history-leads.csv');
  assert.deepEqual(await labels(), { h1: 87.2, h2: 85, h3: 60, h4: 45, h5: 2.5, h6: 5 });
});

test("bought: a contact's order converts its lead", async () => {
  await load('contacts', 'bought-contacts.csv');
  await load('leads', 'bought-leads.csv');
  assert.deepEqual(await labels(), { B1: 5 });
  await load('purchases', 'bought-purchases.csv');
  assert.deepEqual(await labels(), { B1: 88.8 });
});

test('reopened: a win that an import takes back is none, and its history stays', async () => {
  await load('contacts', 'history-contacts.csv');
  await load('leads', 'reopened-1.csv');
  assert.deepEqual(await labels(), { r1: 87.2 });
  await load('leads', 'reopened-2.csv');
  assert.deepEqual(await labels(), { r1: 2.5 });
  assert.equal((await database.query(`select from lead_versions where stage in ('won', 'lost')`)).length, 2);
});

test('a stage that a later import brings is late where an import after the window still showed another one', async () => {
  const file = join(temporaryFolder(), 'leads.csv');
  const importAgain = async (stage: string) => {
    writeFileSync(file, `id,contact,created_at,stage\nh6,h6,2026-08-01,${stage}\n`);
    await loadTable(database, 'leads', file);
  };
  await load('contacts', 'history-contacts.csv');
  await importAgain('new');
  await importAgain('won');
  assert.deepEqual(await labels(), { h6: 5 });
  // where the lead was first seen within its window, nobody can say when it was won
  await database.query(`update import_batches set imported_at = '2026-08-05' where id = 2`);
  await database.query(`update lead_versions set recorded_at = '2026-08-05' where stage = 'new'`);
  assert.deepEqual(await labels(), { h6: 85 });
});
