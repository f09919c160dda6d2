import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { counts, loadTable } from './load-table.ts';

/** Real purchases (data/README.md beside it says whose); not part of the repository. */
const file = join(projectRoot, '../shared/data/cdnow.csv');
const absent = existsSync(file) ? false : 'the file is not here';

test('CDNOW arrives whole: 23,570 contacts as of their first of 69,659 purchases', { skip: absent }, async () => {
  const database = await openTestDatabase();
  const asContacts = { customer_id: 'external_id', date: 'created_at' };
  const contacts = counts(await loadTable(database, 'contacts', file, { map: asContacts }));
  assert.deepEqual([contacts.read, contacts.inserted, contacts.merged, contacts.rejected], [69_659, 23_570, 46_089, 0]);

  const asPurchases = {
    customer_id: 'contact',
    date: 'purchased_at',
    number_of_cds: 'quantity',
    dollar_value: 'amount',
  };
  const purchases = counts(await loadTable(database, 'purchases', file, { map: asPurchases }));
  assert.deepEqual([purchases.read, purchases.inserted, purchases.rejected], [69_659, 69_659, 0]);

  const [found] = await database.query(
    `select count(*) as purchases, count(distinct contact_id) as contacts,
       count(distinct contact_id) filter (where purchased_at = c.created_at) as dated_by_first,
       count(*) filter (where purchased_at < c.created_at) as too_early
     from purchases join contacts c on c.id = contact_id`,
  );
  assert.deepEqual(found, { purchases: 69_659, contacts: 23_570, dated_by_first: 23_570, too_early: 0 });
});
