import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tableFields } from '../../ingest/fields/table-fields.ts';
import { readPresets } from '../../ingest/mapping/read-presets.ts';
import { pageFile, pageWithFields } from './your-data-page.ts';

const page = readFileSync(pageFile, 'utf8').replaceAll('\r\n', '\n');

test('docs/your-data.md has every field as it is read (npx node test/docs/your-data-page.ts writes them)', () => {
  assert.equal(page, pageWithFields(page));
});

test('docs/your-data.md has a part for every system with a preset', () => {
  const systems = new Set(readPresets().map(({ name }) => name.split('/')[0]));
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading.toLowerCase());
  assert.deepEqual(
    [...systems].filter((system) => !headings.some((heading) => heading.startsWith(system))),
    [],
  );
});

test('the example of every field is one that the field takes', () => {
  for (const [table, { fields }] of Object.entries(tableFields)) {
    for (const [name, { read, example }] of Object.entries(fields)) {
      assert.notEqual(read(example), undefined, `${table}.${name}: ${example}`);
    }
  }
});
