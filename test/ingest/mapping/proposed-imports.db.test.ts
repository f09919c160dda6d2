import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { importFiles } from '../../../ingest/import-files.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { proposed } from './proposed-lines.ts';

const database = await openTestDatabase();
const folder = join(import.meta.dirname, 'unseen');

for (const name of readdirSync(folder).filter((file) => !file.endsWith('.yaml'))) {
  test(`${name} goes in as proposed`, async () => {
    const file = join(folder, name);
    const { mapping } = await proposed(file);
    const [{ read, rejected, stored, causes }] = await importFiles({
      database,
      files: [{ file, mapping, isPreset: false }],
      settings: { timezone: 'UTC' },
      now: new Date('2026-11-30T00:00:00Z'),
      dryRun: true,
    });
    // an order of a guest who left neither e-mail nor phone
    assert.equal(rejected, name === 'bigcommerce.csv' ? 1 : 0, JSON.stringify(causes));
    assert.ok(read > 0 && stored > 0);
  });
}
