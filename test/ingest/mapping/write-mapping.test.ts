import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { faultsOfMapping } from '../../../ingest/mapping/check-mapping.ts';
import { findMapping } from '../../../ingest/mapping/choose-mapping.ts';
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts';
import { fittedTo } from '../../../ingest/mapping/fit-mapping.ts';
import type { Mapping } from '../../../ingest/mapping/mapping-schema.ts';
import { parseMappings } from '../../../ingest/mapping/read-mapping-file.ts';
import { readPresets } from '../../../ingest/mapping/read-presets.ts';
import { writeMapping } from '../../../ingest/mapping/write-mapping.ts';
import { surveyFile } from '../../../ingest/table-file.ts';

const presets = join(import.meta.dirname, '../presets');

test('every preset is read again as it was written', () => {
  for (const { mapping, name } of readPresets()) {
    assert.deepEqual(parseMappings(writeMapping(mapping), name), [mapping], name);
  }
  assert.ok(readPresets().length > 20);
});

for (const file of readdirSync(presets, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.csv'),
)) {
  test(`a copy of the preset for the columns of ${file} maps its rows as the preset does`, async () => {
    const rows: string[][] = [];
    const { header } = await surveyFile(join(presets, file), () => (cells) => rows.push([...cells]));
    const found = findMapping({ file: join(presets, file), header });
    if (found === undefined || !found.isPreset) return assert.fail(`${file} is not recognised`);
    const fitted = fittedTo(found.mapping, header);
    // this one names nobody, so that no mapping of its own can stand for it
    assert.equal(faultsOfMapping(fitted).length > 0, file === 'zoho/zoho-sales-orders.csv');
    if (faultsOfMapping(fitted).length > 0) return;
    const [copy] = parseMappings(writeMapping(fitted), file);
    const preset = compileMapping(found.mapping, header, { isPreset: true });
    const own = compileMapping(copy as Mapping, header);
    assert.deepEqual(own.missingColumns, []);
    for (const row of rows)
      assert.deepEqual(withoutWhy(own.map(row, new Map())), withoutWhy(preset.map(row, new Map())));
  });
}

/** Conditions of the copy name only columns that are there. */
function withoutWhy(record: ReturnType<ReturnType<typeof compileMapping>['map']>) {
  return 'leftOut' in record ? 'left out' : record;
}
