import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { importFiles } from '../../ingest/import-files.ts';
import { inspectFile } from '../../ingest/inspect/inspect-file.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { counts, loadTable } from './load-table.ts';

const database = await openTestDatabase();
const folder = temporaryFolder();

test('rows read by import are those of the file: written, merged, left out or rejected, whatever is wrong with them', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `c-${row},name ${row},2026-01-02`);
  rows[5] = 'c-5,name 5,2026-01-02,too much';
  rows[7] = 'c-7,"name 7,2026-01-02';
  rows[17] = 'c-17,name 17",2026-01-02';
  rows[20] = 'c-3,name 3,2026-01-02';
  rows[25] = 'c-25,name 25,soon';
  const file = join(folder, 'untidy.csv');
  const lines = ['My contacts', '', 'external_id,name,created_at', ...rows.slice(0, 30), ',,', ...rows.slice(30)];
  writeFileSync(file, [...lines, '', 'Total: 40', ''].join('\n'));
  const report = await loadTable(database, 'contacts', file);
  const { read, inserted, updated, unchanged, merged, rejected } = counts(report);
  const leftOut = report.leftOut.map(({ why, rows: count }) => [why, count]);
  assert.deepEqual(
    { read, inserted, merged, leftOut },
    { read: 41, inserted: 37, merged: 1, leftOut: [['below the table', 1]] },
  );
  assert.equal(read, inserted + updated + unchanged + merged + rejected + 1);
  assert.deepEqual(
    report.causes.flatMap(({ examples }) => examples.map(({ line, value }) => [line, value])),
    [
      [9, ''],
      [29, 'soon'],
    ],
  );
});

test('further items of an order need only what adds up, unless the order itself was rejected', async () => {
  const file = join(folder, 'items.csv');
  const rows = ['1,a@example.com,40,1,2026-01-02', '1,,,2,', '2,a@example.com,much,1,2026-01-03', '2,,,5,', '3,,,1,'];
  writeFileSync(file, ['order,email,total,items,day', ...rows].join('\n'));
  const mapping = `name: Orders
tables:
  contacts: { unless: { email: null }, email: email, created_at: day }
  purchases:
    external_id: order
    contact_email: email
    amount: { column: total, add_up: true }
    quantity: { column: items, add_up: true }
    purchased_at: day
`;
  writeFileSync(`${file}.mapping.yaml`, mapping);
  const files = await planFiles([file]);
  const [report] = await importFiles({ database, files, settings: { timezone: 'UTC' }, now: new Date('2026-12-01') });
  assert.deepEqual([report.read, report.stored, report.rejected], [5, 2, 3]);
  const stored = await database.query(
    'select external_id, amount, quantity from purchases where external_id in ($1, $2, $3)',
    ['1', '2', '3'],
  );
  assert.deepEqual(stored, [{ external_id: '1', amount: 40, quantity: 3 }]);
});

test('conditions read a blank cell of a further item as the first row of its order has it', async () => {
  const file = join(folder, 'kept-items.csv');
  const rows = [
    ...['k1,+15550100001,paid,cake,40,1,2026-01-02', 'k1,,,tip,5,1,', 'k1,,,cake,,2,'],
    ...['k2,,paid,cake,40,1,2026-01-02', 'k2,,,cake,,5,'],
    ...['k3,+15550100001,void,cake,40,1,2026-01-02', 'k3,,,cake,,5,'],
  ];
  writeFileSync(file, ['order,phone,state,item,total,items,day', ...rows].join('\n'));
  const mapping = `name: Kept orders
where: { state: paid, item: cake }
unless: { phone: null }
tables:
  contacts: { phone: phone, created_at: day }
  purchases:
    external_id: order
    amount: { column: total, add_up: true }
    quantity: { column: items, add_up: true }
    purchased_at: day
`;
  writeFileSync(`${file}.mapping.yaml`, mapping);
  const files = await planFiles([file]);
  const settings = { timezone: 'UTC' };
  const [report] = await importFiles({ database, files, settings, now: new Date('2026-12-01') });
  assert.deepEqual([report.read, report.stored, report.rejected], [7, 2, 0]);
  const stored = await database.query(`select external_id, amount, quantity from purchases where external_id ~ '^k'`);
  assert.deepEqual(stored, [{ external_id: 'k1', amount: 40, quantity: 3 }]);
  const inspection = await inspectFile({ file, settings, now: new Date('2026-12-01') });
  assert.deepEqual([inspection.stored, inspection.rejected], [2, 0]);
});
