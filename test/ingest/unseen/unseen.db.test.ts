import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPresets } from '../../../ingest/mapping/read-presets.ts';
import { fitsFile } from '../../../ingest/mapping/recognise.ts';
import { readHeader } from '../../../ingest/table-file.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { readExpected } from '../presets/expected-rows.ts';
import { allStored, emptyTables, importExports } from '../presets/import-exports.ts';

const database = await openTestDatabase();
const folder = join(projectRoot, 'test/ingest/unseen');
const exports = readdirSync(folder).filter((name) => /\.(csv|json)$/.test(name));

test('nine exports are of systems without a preset', async () => {
  assert.equal(exports.length, 9);
  for (const name of exports) {
    const header = await readHeader(join(folder, name));
    const fitting = readPresets().filter(({ mapping }) => fitsFile(mapping, join(folder, name), header));
    assert.deepEqual(fitting, [], name);
  }
});

for (const name of exports) {
  test(`${name} needs a mapping of at most 20 lines`, () => {
    const lines = readFileSync(join(folder, `${name}.mapping.yaml`), 'utf8')
      .trimEnd()
      .split('\n');
    assert.ok(lines.length <= 20, `${lines.length} lines`);
    assert.ok(
      lines.every((line) => line.length <= 160),
      'a line is long',
    );
  });
}

for (const { names, rows } of readExpected(join(folder, 'expected.txt'))) {
  test(`${names.join(', ')} gives exactly the expected rows, and nothing more when it comes again`, async () => {
    await emptyTables(database);
    const first = await importExports(database, folder, names);
    const stored = await allStored(database);
    assert.deepEqual([...first.files, ...stored], rows);
    const second = await importExports(database, folder, names);
    assert.equal(second.changed, 0);
    assert.deepEqual(await allStored(database), stored);
  });
}

test('every such export has its expected rows', () => {
  const tested = readExpected(join(folder, 'expected.txt')).flatMap(({ names }) => names);
  assert.deepEqual(tested.sort(), exports.sort());
});
