import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
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
